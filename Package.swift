// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "track",
  products: [
    .library(name: "Video", targets: ["Video"]),
    .library(name: "NeuralNetworks", targets: ["NeuralNetworks"]),
    .library(name: "Siamese", targets: ["Siamese"]),
    .library(name: "Tracking", targets: ["Tracking"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
    .library(name: "Training", targets: ["Training"]),
    .executable(name: "track", targets: ["track"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    .systemLibrary(name: "CLibAV"),
    .systemLibrary(name: "COneDNN"),
    .target(name: "Video", dependencies: ["CLibAV"]),
    .target(name: "CWinograd"),
    .target(name: "NeuralNetworks", dependencies: ["COneDNN", "CWinograd"]),
    .target(name: "Siamese", dependencies: ["NeuralNetworks"]),
    .target(name: "Tracking", dependencies: ["Video", "Siamese", "NeuralNetworks"]),
    .target(
      name: "Evaluation", dependencies: ["NeuralNetworks", "Siamese", "Tracking", "Video"]),
    .target(
      name: "Training",
      dependencies: ["Evaluation", "NeuralNetworks", "Siamese", "Tracking", "Video"]),
    .executableTarget(
      name: "track",
      dependencies: [
        "Video", "NeuralNetworks", "Siamese", "Tracking", "Evaluation", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(
      name: "Parity", dependencies: ["Video", "NeuralNetworks", "Siamese", "Tracking"],
      path: "Tools/Parity"),
    .executableTarget(
      name: "check-parity", dependencies: ["Parity", "Siamese", "Video"],
      path: "Tools/check-parity"),
    .executableTarget(
      name: "fit-confidence", dependencies: ["Siamese", "Tracking", "Video"],
      path: "Tools/fit-confidence"),
    .executableTarget(
      name: "make-glyphs", dependencies: ["Siamese"], path: "Tools/make-glyphs"),
    .executableTarget(
      name: "check-page", dependencies: ["Evaluation"], path: "Tools/check-page"),
    .executableTarget(
      name: "measure-workspace", dependencies: ["Evaluation"], path: "Tools/measure-workspace"),
    .executableTarget(
      name: "check-process-group", dependencies: ["NeuralNetworks", "Siamese", "Training"],
      path: "Tools/check-process-group"),
    .executableTarget(
      name: "follow", dependencies: ["Siamese", "Tracking", "Video"], path: "Examples/follow"),
    .target(name: "CallCounter", path: "Benchmarks/CallCounter"),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "CallCounter", "COneDNN", "NeuralNetworks", "Siamese", "Tracking", "Video",
      ],
      path: "Benchmarks/benchmark"),
    .executableTarget(
      name: "training-data", dependencies: ["Training", "Video"],
      path: "Benchmarks/training-data"),
    .executableTarget(
      name: "training-step", dependencies: ["NeuralNetworks", "Siamese"],
      path: "Benchmarks/training-step"),
    .executableTarget(
      name: "tracking-speed",
      dependencies: [
        "Siamese", "Tracking", "Video",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/tracking-speed"),
    .systemLibrary(name: "CMalloc", path: "Tests/CMalloc"),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "VideoTests", dependencies: ["Video", "CLibAV", "TestSupport"]),
    .testTarget(
      name: "NeuralNetworksTests", dependencies: ["CMalloc", "NeuralNetworks", "TestSupport"],
      exclude: ["WeightFiles/Fixtures"]),
    .testTarget(
      name: "SiameseTests", dependencies: ["Siamese", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "TrackingTests", dependencies: ["CLibAV", "Tracking", "Parity", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "EvaluationTests",
      dependencies: [
        "Evaluation", "NeuralNetworks", "Siamese", "Tracking", "Video", "TestSupport",
        "evaluation-load",
      ],
      exclude: ["Recorded"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "Evaluation", "NeuralNetworks", "Siamese", "Video", "TestSupport",
      ]),
    .executableTarget(
      name: "evaluation-load", dependencies: ["Evaluation", "Siamese", "Tracking", "Video"],
      path: "Tests/EvaluationLoad"),
    .testTarget(
      name: "trackTests", dependencies: ["track", "follow", "Evaluation", "Video", "TestSupport"]),
  ]
)
