// On the server, routes and pages share one copy of the engine.
export default { serverExternalPackages: ['@ferkit/core', '@tensorflow/tfjs'] };
