// libgit2, and its variadic options as functions that Swift can call.
#ifndef CGIT2_SHIM_H
#define CGIT2_SHIM_H
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

// Declared here because <unistd.h> and <fcntl.h> would make this module the owner of Glibc's types.
extern long syscall(long number, ...);

/// Empties the search path of one configuration level, so that no file outside the repository is obeyed.
static inline int complybot_git_clear_search_path(int level) {
    return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
}
/// Switches the check on who owns a repository's folder; reading is safe because nothing in it is obeyed.
static inline int complybot_git_set_owner_validation(int enabled) {
    return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}
/// The number of objects that a fetched pack may hold.
static inline int complybot_git_set_pack_max_objects(size_t objects) {
    return git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECTS, objects);
}
/// Names further repository extensions that do not keep a repository from being opened.
static inline int complybot_git_set_extensions(const char *const *names, size_t count) {
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, count);
}
/// Makes libgit2 flush objects and references to the disk before it says that they are written.
static inline int complybot_git_set_fsync(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled);
}
/// Reads the largest object that a fetched pack may hold; fails where the fix for CVE-2026-53585 is missing.
static inline int complybot_git_get_pack_max_object_size(size_t *bytes) {
    return git_libgit2_opts(GIT_OPT_GET_PACK_MAX_OBJECT_SIZE, bytes);
}
/// Limits the largest object that a fetched pack may hold, in bytes.
static inline int complybot_git_set_pack_max_object_size(size_t bytes) {
    return git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECT_SIZE, bytes);
}
/// The PEM file of certificate authorities that are believed, in place of the system's.
static inline int complybot_git_set_certificate_authorities(const char *file) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, NULL);
}
/// Opens a path below a folder; no symbolic link is followed and nothing above the folder is reached.
/// The mode must be 0 unless the flags create a file.
static inline int complybot_open_beneath(int folder, const char *path, int flags, unsigned int mode) {
    struct open_how how = {
        .flags = (unsigned int)flags,
        .mode = mode,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}
#endif
