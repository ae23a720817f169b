/// What can be wrong with a weight file. Every description is one line that names the file, what was
/// found and what was expected.
public enum WeightsError: Error, Equatable {
  /// The file could not be opened, is not a regular file, or could not be mapped.
  case unreadable(file: String, reason: String)
  /// The file could not be written; the one it would have replaced is untouched.
  case unwritable(file: String, reason: String)
  /// The file ends, or the room a record has ends, before what must follow.
  case truncated(file: String, part: String, found: Int, expected: Int)
  /// A field does not say what the format lets it say.
  case malformed(file: String, part: String, found: String, expected: String)
  /// The file is of a kind that this reader does not take, although other programs may.
  case unsupported(file: String, part: String, found: String, expected: String)
  /// A checkpoint's pickle asks for a Python class or function that has no place in weights.
  case refusedGlobal(file: String, module: String, name: String)
  /// Two tensors have the same name.
  case duplicateTensor(file: String, tensor: String)
  /// Tensors that were asked for are not in the file.
  case missingTensors(file: String, tensors: [String])
  /// The file holds tensors that nobody asked for.
  case unexpectedTensors(file: String, tensors: [String])
  /// A tensor has another shape than the one that was asked for.
  case wrongShape(file: String, tensor: String, found: [Int], expected: [Int])
  /// An element of a tensor is not a number or is infinite.
  case notFinite(file: String, tensor: String, element: Int, value: String)
}

extension WeightsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "\(file): cannot be read: \(reason)"
    case .unwritable(let file, let reason):
      "\(file): cannot be written: \(reason)"
    case .truncated(let file, let part, let found, let expected):
      "\(file): \(part): found \(found) bytes, expected \(expected): the file is cut short or damaged"
    case .malformed(let file, let part, let found, let expected):
      "\(file): \(part): found \(found), expected \(expected)"
    case .unsupported(let file, let part, let found, let expected):
      "\(file): \(part): found \(found), which is not supported, expected \(expected)"
    case .refusedGlobal(let file, let module, let name):
      "\(file): refused: it asks for \(printable(module)).\(printable(name)), "
        + "expected tensors, dictionaries and numbers only; nothing was run"
    case .duplicateTensor(let file, let tensor):
      "\(file): found two tensors named \(quoted(tensor)), expected one"
    case .missingTensors(let file, let tensors):
      "\(file): found no tensor \(listed(tensors)), expected \(tensors.count == 1 ? "it" : "them")"
    case .unexpectedTensors(let file, let tensors):
      "\(file): found tensor \(listed(tensors)), expected none of that name"
    case .wrongShape(let file, let tensor, let found, let expected):
      "\(file): tensor \(quoted(tensor)): found shape \(found), expected \(expected)"
    case .notFinite(let file, let tensor, let element, let value):
      "\(file): tensor \(quoted(tensor)): found \(value) at element \(element), expected finite values"
    }
  }
}

/// A name from a file between quotation marks, fit for a one-line message.
func quoted(_ name: String) -> String {
  "\"\(printable(name))\""
}

/// A string from a file without line breaks, terminal control codes or more than 100 characters.
private func printable(_ text: String) -> String {
  var result = ""
  for (count, scalar) in text.unicodeScalars.enumerated() {
    guard count < 100 else { return result + "…" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default:
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// The first three names, and how many others there are.
private func listed(_ names: [String]) -> String {
  let first = names.prefix(3).map(quoted).joined(separator: ", ")
  return names.count > 3 ? "\(first) and \(names.count - 3) others" : first
}
