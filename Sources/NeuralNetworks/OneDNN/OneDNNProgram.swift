/// A network compiled for oneDNN: steps to be executed one after another, and the memory they need.
struct OneDNNProgram {
  /// A region of memory.
  enum Place: Hashable {
    /// In every plan's own arena.
    case scratch(Int)
    /// Shared and never written again.
    case constant(Int)
  }

  /// An argument of a step.
  struct Argument {
    /// oneDNN's number for its role, such as `DNNL_ARG_SRC`.
    let role: Int32
    let place: Place
    /// Bytes from the beginning of the place.
    var offset = 0
    let layout: OneDNNLayout
  }

  /// Something that oneDNN has no primitive for.
  struct Function {
    /// Where its arguments are.
    let arguments: [Argument]
    /// Given the arguments' memory, makes what is called in every run.
    let bind: @Sendable ([UnsafeMutableRawPointer]) throws -> () throws -> Void
  }

  enum Work {
    case primitive(OneDNNPrimitive, [Argument])
    case function(Function)
  }

  struct Step {
    /// The network's node that it computes, or computes a part of.
    let node: String
    let work: Work
  }

  /// An input or output: a dense array in the arena.
  struct Port {
    let place: Place
    /// Bytes from the beginning of the place.
    var offset = 0
    let shape: [Int]
    /// What its elements are: 32-bit floats but for inputs of levels, which are bytes.
    var element = OneDNNElement.float32
  }

  var steps: [Step] = []
  /// The scratch buffers, by number.
  var buffers: [Arena.Buffer] = []
  var constants: [AlignedMemory] = []
  var inputs: [String: Port] = [:]
  var outputs: [String: Port] = [:]
}
