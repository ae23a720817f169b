import Glibc

/// How the network's threads wait for each other between two layers.
///
/// oneDNN's threads are OpenMP's, and GNU's OpenMP lets a thread that waits spin. On a machine that
/// has other work, decoding to begin with, spinning takes that work's processor: without it a busy
/// machine tracks 1.6 times faster, and a quiet one uses 7 % less processor time.
enum ThreadWaiting {
  private static let policy = "OMP_WAIT_POLICY"

  /// Lets threads sleep while they wait, unless the environment says otherwise.
  ///
  /// The library reads its environment when it is loaded, which is before any code of this program
  /// runs; so the program starts itself once more, which takes two milliseconds.
  static func sleepInsteadOfSpinning() {
    guard getenv(policy) == nil, getenv("GOMP_SPINCOUNT") == nil,
      let path = realpath("/proc/self/exe", nil)
    else { return }
    setenv(policy, "passive", 1)
    // Where this fails, everything works all the same.
    execv(path, CommandLine.unsafeArgv)
    free(path)
  }
}
