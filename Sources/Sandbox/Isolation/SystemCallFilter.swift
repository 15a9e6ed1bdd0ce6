internal import Basics
internal import CSeccomp
internal import Glibc

/// The system calls that no test has business with, as a program for the kernel's filter.
///
/// Namespaces are the wall; this takes away the parts of the kernel through which walls were broken before, and the
/// socket families that a test of its own loopback does not need.
struct SystemCallFilter {
    /// The program in the form that `bwrap --seccomp` reads.
    let program: [UInt8]

    /// Refused with EPERM whatever the arguments; `shmget` because its memory is nobody's, so that no limit sees it.
    static let refused = [
        "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd",
        "mount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick",
        "move_mount", "open_tree", "mount_setattr", "unshare", "setns",
        "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
        "io_uring_register",
        "shmget", "keyctl", "add_key", "request_key", "personality",
        "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module",
        "reboot", "swapon", "swapoff", "acct", "quotactl", "quotactl_fd", "syslog", "settimeofday",
        "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname", "iopl",
        "ioperm",
        "open_by_handle_at", "name_to_handle_at", "fanotify_init", "lookup_dcookie", "nfsservctl",
        "vhangup", "modify_ldt", "vmsplice", "move_pages", "mbind",
        "migrate_pages", "set_mempolicy",
    ]

    /// The flags of clone(2) that make a namespace.
    private static let namespaceFlags: [UInt64] = [
        0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000,
    ]

    /// Terminal requests that put words into somebody else's input: TIOCSTI, TIOCLINUX.
    private static let terminalRequests: [UInt64] = [0x5412, 0x541c]

    /// Builds the program for this machine's architecture; a call of any other kills the caller.
    init() throws(SubprocessError) {
        guard let context = seccomp_init(complybot_seccomp_allow()) else {
            throw Self.error("seccomp_init", ENOMEM)
        }
        defer { seccomp_release(context) }
        for name in Self.refused {
            let call = seccomp_syscall_resolve_name(name)
            // Negative: this architecture, or this libseccomp, has no such call.
            if call >= 0 { try Self.check(complybot_seccomp_refuse(context, call, EPERM), name) }
        }
        // Without numbers the flags of clone3 cannot be seen; libraries then fall back to clone.
        try Self.refuse(context, "clone3") { complybot_seccomp_refuse($0, $1, ENOSYS) }
        for flag in Self.namespaceFlags {
            try Self.refuse(context, "clone") {
                complybot_seccomp_refuse_masked($0, $1, 0, flag, flag, EPERM)
            }
        }
        for request in Self.terminalRequests {
            try Self.refuse(context, "ioctl") {
                complybot_seccomp_refuse_masked($0, $1, 1, 0xffff_ffff, request, EPERM)
            }
        }
        try Self.refuseSockets(in: context)
        program = try Self.export(context)
    }

    /// Leaves AF_UNIX, and AF_INET and AF_INET6 as streams and datagrams: the loopback of an empty network.
    private static func refuseSockets(in context: scmp_filter_ctx) throws(SubprocessError) {
        for family in UInt64(0)...10 where ![1, 2, 10].contains(family) {
            try refuse(context, "socket") {
                complybot_seccomp_refuse_masked($0, $1, 0, 0xffff_ffff, family, EAFNOSUPPORT)
            }
        }
        try refuse(context, "socket") {
            complybot_seccomp_refuse_above($0, $1, 0, 10, EAFNOSUPPORT)
        }
        // SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET of internet families, and SOCK_PACKET.
        for type in [UInt64(3), 4, 10] {
            try refuse(context, "socket") {
                complybot_seccomp_refuse_masked($0, $1, 1, 0xf, type, EPERM)
            }
        }
    }

    private static func refuse(
        _ context: scmp_filter_ctx, _ name: String, _ rule: (scmp_filter_ctx, Int32) -> Int32
    ) throws(SubprocessError) {
        let call = seccomp_syscall_resolve_name(name)
        if call >= 0 { try check(rule(context, call), name) }
    }

    /// The program's bytes, by way of a pipe: it is a few kilobytes, far below what a pipe holds.
    private static func export(_ context: scmp_filter_ctx) throws(SubprocessError) -> [UInt8] {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw error("pipe", errno) }
        defer { close(ends[0]) }
        let code = seccomp_export_bpf(context, ends[1])
        close(ends[1])
        try check(code, "seccomp_export_bpf")
        var program = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(ends[0], &program, program.count)
        guard count > 0 else { throw error("seccomp_export_bpf", EIO) }
        return Array(program[..<count])
    }

    private static func check(_ code: Int32, _ call: String) throws(SubprocessError) {
        if code != 0 { throw error(call, -code) }
    }

    private static func error(_ call: String, _ code: Int32) -> SubprocessError {
        SubprocessError(executable: "libseccomp", reason: "\(call): \(SystemError(code: code))")
    }
}
