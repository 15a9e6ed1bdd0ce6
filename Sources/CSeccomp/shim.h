// libseccomp, and its variadic rule call with and without an argument to compare.
#ifndef CSECCOMP_SHIM_H
#define CSECCOMP_SHIM_H
#include <errno.h>
#include <seccomp.h>

/// Refuses one system call with an error number.
static inline int complybot_seccomp_refuse(scmp_filter_ctx context, int call, int error) {
    return seccomp_rule_add(context, SCMP_ACT_ERRNO(error), call, 0);
}
/// Refuses a system call when some bits of one argument have one value.
static inline int complybot_seccomp_refuse_masked(
    scmp_filter_ctx context, int call, unsigned int argument, unsigned long long mask, unsigned long long value,
    int error) {
    return seccomp_rule_add(context, SCMP_ACT_ERRNO(error), call, 1,
                            SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, (scmp_datum_t)mask, (scmp_datum_t)value));
}
/// Refuses a system call when one argument is larger than a bound.
static inline int complybot_seccomp_refuse_above(
    scmp_filter_ctx context, int call, unsigned int argument, unsigned long long bound, int error) {
    return seccomp_rule_add(context, SCMP_ACT_ERRNO(error), call, 1,
                            SCMP_CMP64(argument, SCMP_CMP_GT, (scmp_datum_t)bound));
}
/// The action of a filter that lets through what no rule names.
static inline unsigned int complybot_seccomp_allow(void) { return SCMP_ACT_ALLOW; }
#endif
