import Glibc
import Video

/// Holds a folder for one process, until it is released with the last reference to this.
final class FolderLock {
  private let descriptor: Int32

  /// Takes the folder.
  ///
  /// - Throws: ``TrainingError/file(path:reason:)`` where another process, or another part of this one,
  ///   has it.
  init(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw TrainingError.file(path: path, reason: "cannot be opened: \(systemReason())")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw TrainingError.file(path: path, reason: "another process trains in this folder")
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
