// libgit2, and its variadic options as functions that Swift can call.
#ifndef CGIT2_SHIM_H
#define CGIT2_SHIM_H
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

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
#endif
