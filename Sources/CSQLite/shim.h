// SQLite, and what Swift cannot import: the destructor constant, the variadic configuration call, statfs.
#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H
#include <sqlite3.h>
#include <sys/vfs.h>

/// SQLite's own copy of the bytes is made before the call returns.
static inline int complybot_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
    return sqlite3_bind_text(statement, index, text, length, SQLITE_TRANSIENT);
}
static inline int complybot_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
    return sqlite3_bind_blob(statement, index, bytes, length, SQLITE_TRANSIENT);
}
/// Turns one boolean setting of a connection on (`SQLITE_DBCONFIG_…`).
static inline int complybot_sqlite_enable(sqlite3 *connection, int setting) {
    return sqlite3_db_config(connection, setting, 1, (int *)0);
}
/// The number of the file system that holds a path (`f_type` of statfs(2)); -1 with errno when it cannot be told.
static inline long long complybot_file_system_number(const char *path) {
    struct statfs facts;
    if (statfs(path, &facts) != 0) return -1;
    return (long long)((unsigned long long)facts.f_type & 0xffffffffULL);
}
#endif
