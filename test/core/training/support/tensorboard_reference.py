# Reads a folder of event files as TensorBoard does, and prints its scalars as JSON: {run: {tag: [[step, value], ...]}}.
import json
import sys

from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer

multiplexer = EventMultiplexer().AddRunsFromDirectory(sys.argv[1])
multiplexer.Reload()
print(
    json.dumps(
        {
            run: {
                tag: [[event.step, event.value] for event in multiplexer.Scalars(run, tag)]
                for tag in tags["scalars"]
            }
            for run, tags in multiplexer.Runs().items()
        }
    )
)
