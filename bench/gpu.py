"""What PyTorch makes of a network on a GPU, for gpu.mjs: gpu.py fer-cnn <batch sizes> <seconds> <steps before>."""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional


class SqueezeExcite(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.squeeze = nn.Linear(channels, max(4, channels >> 3))
        self.spread = nn.Linear(max(4, channels >> 3), channels)

    def forward(self, x):
        weights = torch.sigmoid(self.spread(functional.relu(self.squeeze(x.mean((2, 3))))))
        return x * weights[:, :, None, None]


def convolve(channels, filters, stride=1):
    return nn.Sequential(
        nn.Conv2d(channels, filters, 3, stride, padding=1, bias=False), nn.BatchNorm2d(filters, momentum=0.1)
    )


class Stage(nn.Module):
    def __init__(self, channels, width):
        super().__init__()
        self.shrink = convolve(channels, width, 2)
        self.block = nn.Sequential(convolve(width, width), SqueezeExcite(width))

    def forward(self, x):
        x = functional.relu(self.shrink(x))
        return functional.relu(x + self.block(x))


def fer_cnn(classes, stem=16, widths=(32, 64, 128)):
    stages = [Stage(channels, width) for channels, width in zip((stem, *widths), widths)]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(widths[-1], classes)]
    return nn.Sequential(convolve(1, stem), nn.ReLU(), *stages, *head)


def speed(work, batch_size, seconds, warm_up):
    for _ in range(warm_up):
        work()
    torch.cuda.synchronize()
    began, steps = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        # The loss or the scores are read after each step, as ferkit does.
        work().cpu()
        steps += 1
    return steps * batch_size / (time.perf_counter() - began)


network, sizes, seconds, warm_up = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
speeds = {}
for batch_size in map(int, sizes.split(",")):
    torch.manual_seed(1)
    model = {"fer-cnn": fer_cnn}[network](7).cuda()
    optimizer = torch.optim.AdamW(model.parameters(), 0.002, weight_decay=0.02)
    images = torch.rand(batch_size, 1, 48, 48).pin_memory()
    targets = torch.randint(0, 7, (batch_size,)).pin_memory()

    def step():
        loss = functional.cross_entropy(model(images.cuda(non_blocking=True)), targets.cuda(non_blocking=True))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    @torch.inference_mode()
    def score():
        return model(images.cuda(non_blocking=True)).softmax(1)

    speeds[f"training, {batch_size}"] = speed(step, batch_size, seconds, warm_up)
    model.eval()
    speeds[f"inference, {batch_size}"] = speed(score, batch_size, seconds / 2, 3)
print(json.dumps(speeds))
