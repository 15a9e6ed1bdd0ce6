// libseccomp, and its variadic rule call without arguments.
#ifndef CSECCOMP_SHIM_H
#define CSECCOMP_SHIM_H
#include <errno.h>
#include <seccomp.h>

/// Refuses one system call with an error number.
static inline int complybot_seccomp_refuse(scmp_filter_ctx context, int call, int error) {
    return seccomp_rule_add(context, SCMP_ACT_ERRNO(error), call, 0);
}
/// Refuses socket(2) for one address family.
static inline int complybot_seccomp_refuse_family(scmp_filter_ctx context, int call, int family, int error) {
    return seccomp_rule_add(context, SCMP_ACT_ERRNO(error), call, 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family));
}
#endif
