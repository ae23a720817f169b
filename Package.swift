// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "track",
  products: [
    .library(name: "Video", targets: ["Video"]),
    .library(name: "NeuralNetworks", targets: ["NeuralNetworks"]),
  ],
  targets: [
    .systemLibrary(name: "CLibAV"),
    .systemLibrary(name: "COneDNN"),
    .target(name: "Video", dependencies: ["CLibAV"]),
    .target(name: "NeuralNetworks", dependencies: ["COneDNN"]),
    .testTarget(name: "VideoTests", dependencies: ["Video", "CLibAV"]),
    .testTarget(name: "NeuralNetworksTests", dependencies: ["NeuralNetworks"]),
  ]
)
