/// Why annotated video could not be written. Each description is one line that names the path.
public enum VideoWritingError: Error, Hashable, Sendable {
  /// The file's extension names no container or picture format that can be written.
  case unknownExtension(path: String, found: String)
  /// A picture's path has no place for the frame's number.
  case noFrameNumber(path: String)
  /// A pattern for pictures has more than one number, or one that is not like `%05d`.
  case badPattern(path: String)
  /// The folder to write in does not exist.
  case folderNotFound(path: String, folder: String)
  /// None of the encoders that suit the container could be opened; why, for each.
  case noEncoder(path: String, width: Int, height: Int, tried: [String])
  /// The file or folder could not be created.
  case cannotCreate(path: String, reason: String)
  /// A frame could not be encoded or written; `frame` counts the frames written, from 0.
  case cannotWrite(path: String, frame: Int, reason: String)
  /// All frames were written, but the end of the file was not.
  case cannotFinish(path: String, reason: String)
  /// A frame came after `finish()`.
  case alreadyFinished(path: String)
}

extension VideoWritingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownExtension(let path, let found):
      let expected = (ContainerFormat.allCases.map(\.rawValue) + PictureFormat.allExtensions)
        .joined(separator: ", ")
      let problem = found.isEmpty ? "the name has no extension" : "unknown extension “\(found)”"
      return "\(path): \(problem); expected one of \(expected), or a folder's name and “/”"
    case .noFrameNumber(let path):
      return "\(path): a picture holds one frame; expected a pattern such as “frames/%05d.png”, "
        + "or a folder's name and “/”"
    case .badPattern(let path):
      return "\(path): expected one frame number such as “%05d” in the file's name, and “%%” for "
        + "a percent sign"
    case .folderNotFound(let path, let folder):
      return "\(path): cannot write there, no folder “\(folder)”"
    case .noEncoder(let path, let width, let height, let tried):
      return "\(path): libav has no working encoder for \(width)×\(height) pixels; tried "
        + tried.joined(separator: ", ")
    case .cannotCreate(let path, let reason):
      return "\(path): cannot be created: \(reason)"
    case .cannotWrite(let path, let frame, let reason):
      return "\(path): cannot write frame \(frame): \(reason)"
    case .cannotFinish(let path, let reason):
      return "\(path): cannot write the end of the file: \(reason)"
    case .alreadyFinished(let path):
      return "\(path): the video is finished, no frame can follow"
    }
  }
}
