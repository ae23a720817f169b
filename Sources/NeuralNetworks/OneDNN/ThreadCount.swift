import COneDNN

/// How many threads oneDNN uses.
///
/// oneDNN takes the number from OpenMP, both when it makes a primitive and when it runs one, and
/// OpenMP keeps one number for each calling thread.
enum ThreadCount {
  private static let set = onednn_find_set_threads()
  private static let get = onednn_find_get_threads()

  /// Throws unless `threads` is a number of threads a machine could have.
  static func check(_ threads: Int) throws {
    guard (1...1024).contains(threads) else { throw NetworkError.threads(found: threads) }
  }

  /// Makes oneDNN use `threads` threads when it is called from this thread.
  static func use(_ threads: Int) {
    guard let set, let get, get() != Int32(threads) else { return }
    set(Int32(threads))
  }
}
