import Testing

@testable import NeuralNetworks

@Suite struct TensorTests {
  @Test func repeatingFillsTheWholeShape() {
    let tensor = Tensor(repeating: 2, shape: [2, 3, 4])
    #expect(tensor.count == 24)
    #expect(tensor.values.allSatisfy { $0 == 2 })
    #expect(Tensor(repeating: 7, shape: []).values == [7])
  }
}
