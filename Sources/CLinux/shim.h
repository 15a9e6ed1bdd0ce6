// Calls of Linux and glibc that Swift's Glibc module leaves out: GNU extensions and what only syscall(2) reaches.
#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int lowest);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
extern int pipe2(int descriptors[2], int flags);
extern int memfd_create(const char *name, unsigned int flags);
extern long syscall(long number, ...);

/// The flag by which posix_spawn(3) starts the child in a session of its own.
static const short complybot_spawn_new_session = 0x80;

/// Closes every descriptor from a number upwards in the child.
static inline int complybot_spawn_close_from(posix_spawn_file_actions_t *actions, int lowest) {
    return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}
/// Starts the child in a folder.
static inline int complybot_spawn_change_folder(posix_spawn_file_actions_t *actions, const char *path) {
    return posix_spawn_file_actions_addchdir_np(actions, path);
}
/// A pipe whose ends no child inherits.
static inline int complybot_pipe(int *descriptors) {
    return pipe2(descriptors, O_CLOEXEC);
}
/// A file that exists in memory only and that no child inherits.
static inline int complybot_memory_file(void) {
    return memfd_create("complybot", 1U);
}
/// A descriptor for a process: readable once it has ended, and never meaning another process.
static inline int complybot_process_descriptor(pid_t process) {
    return (int)syscall(SYS_pidfd_open, process, 0);
}
/// Sends a signal to exactly the process that the descriptor was opened for.
static inline int complybot_process_signal(int descriptor, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, descriptor, signal, (void *)0, 0);
}
#endif
