// tree-sitter, and the loading of a grammar that is known only at run time.
#ifndef CTREESITTER_SHIM_H
#define CTREESITTER_SHIM_H
#include <dlfcn.h>
#include <tree_sitter/api.h>

/// Calls the `tree_sitter_<language>` function of a loaded grammar; null when the library has no such symbol.
static inline const TSLanguage *complybot_ts_language(void *library, const char *symbol) {
    const TSLanguage *(*make)(void) = (const TSLanguage *(*)(void))dlsym(library, symbol);
    return make ? make() : 0;
}
#endif
