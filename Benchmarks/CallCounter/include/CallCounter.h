// Counts what a program asks of its heap and its locks, and who asks: whoever links this has every
// malloc and every pthread_mutex_lock of the process counted between start and stop.
#ifndef CALL_COUNTER_H
#define CALL_COUNTER_H

/// Calls of all threads.
struct call_counts {
  /// Allocations that this program's own code asks for.
  long own_allocations;
  /// Allocations inside of libav, oneDNN and OpenMP.
  long library_allocations;
  /// POSIX mutexes locked by this program's own code.
  long own_locks;
  /// The same inside of libav and oneDNN. What OpenMP's threads wait on are no POSIX mutexes.
  long library_locks;
};

void call_counter_start(void);
struct call_counts call_counter_stop(void);

#endif
