internal import Basics

/// The argument list of bubblewrap.
///
/// It is the security model: bubblewrap itself has no policy.
struct Bubblewrap {
    let executable: String
    let limits: SandboxLimits
    let filter: SystemCallFilter

    /// The user inside; outside it is whoever we are, or the same when we are root.
    private static let user = "\(PrivilegeDrop.user)"

    /// What stands in /etc inside, beside what the loader needs of the system's own.
    private static let etc: [(path: String, content: String)] = [
        ("/etc/passwd", "u:x:\(user):\(user)::/home/u:/bin/sh\n"),
        ("/etc/group", "u:x:\(user):\n"),
        ("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"),
        ("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
    ]

    /// Process 1 inside: it reaps what is orphaned, and when it ends the kernel kills everything that is left.
    ///
    /// A constant text; the command comes in as arguments. `exit` keeps the shell from becoming the command.
    private static let firstProcess = #""$@"; exit "$?""#

    /// The process that builds the wall and runs the command behind it.
    ///
    /// It is started with an empty environment and without our descriptors: `--clearenv` alone would leave ours readable
    /// in `/proc/1/environ`. It ends after the last process inside has ended (`--as-pid-1` sees to that).
    func subprocess(for command: SandboxedCommand, in group: ControlGroup?) -> Subprocess {
        var files = [filter.program]
        var arguments = Self.namespaces + Self.system
        for (path, content) in Self.etc {
            arguments += ["--ro-bind-data", "\(3 + files.count)", path]
            files.append(Array(content.utf8))
        }
        arguments += ["--proc", "/proc", "--dev", "/dev"] + temporaryFolders
        for folder in command.hidden { arguments += ["--tmpfs", folder, "--remount-ro", folder] }
        // After the temporary folders, which would hide a mount that lies below one of them.
        let mounts =
            command.readable.map { ("--ro-bind", $0) } + command.writable.map { ("--bind", $0) }
        let drop = PrivilegeDrop(sources: mounts.map(\.1.source))
        for (number, (option, mount)) in mounts.enumerated() {
            arguments += [option, drop?.place(of: number) ?? mount.source, mount.target]
        }
        arguments += ["--remount-ro", "/", "--chdir", command.folder, "--clearenv"]
        let environment = SandboxedCommand.baseEnvironment.merging(command.environment) { $1 }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            arguments += ["--setenv", name, value]
        }
        arguments += ["--seccomp", "3", "--json-status-fd", "\(3 + files.count)", "--"]
        arguments += ["/bin/sh", "-c", Self.firstProcess, "sh"] + resourceLimits + command.words

        var line = [executable] + arguments
        line = drop?.entering(line) ?? line
        line = group?.entering(line) ?? line
        var subprocess = Subprocess(line[0], Array(line.dropFirst()))
        subprocess.workingFolder = "/"
        subprocess.standardInput = command.input
        subprocess.memoryFiles = files
        subprocess.capturesStatus = true
        subprocess.joinsErrorToOutput = true
        subprocess.outputLimit = limits.output
        subprocess.timeLimit = limits.wallTime
        return subprocess
    }

    private static let namespaces = [
        "--unshare-all", "--unshare-user", "--uid", user, "--gid", user, "--disable-userns",
        "--hostname", "sandbox", "--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop",
        "ALL",
    ]

    private static let system = [
        "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin",
        "/sbin",
        "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
        "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache",
        "--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
        "--ro-bind-try", "/etc/ssl/certs", "/etc/ssl/certs",
        "--ro-bind-try", "/etc/ssl/openssl.cnf", "/etc/ssl/openssl.cnf",
    ]

    private var temporaryFolders: [String] {
        [
            ("/dev/shm", limits.sharedMemory), ("/tmp", limits.scratch),
            ("/home/u", limits.scratch),
        ].flatMap { ["--size", "\($0.1)", "--tmpfs", $0.0] }
    }

    /// Set inside, where the count of processes starts anew; never above what we may use ourselves.
    private var resourceLimits: [String] {
        let seconds = max(1, Int(limits.processorTime.components.seconds))
        // Twice the whole: one process that wants more is refused by the kernel, all together are watched.
        let data = limits.memory * 2
        let allowed = [
            ("--nproc", ResourceLimit.processes.clamped(limits.processes + Watchdog.slack)),
            ("--nofile", ResourceLimit.openFiles.clamped(limits.openFiles)),
            ("--fsize", ResourceLimit.fileSize.clamped(limits.fileSize)),
            ("--data", ResourceLimit.data.clamped(data)), ("--core", 0),
        ]
        // At the first of the two the kernel sends a signal that stands for nothing else, a second later it kills.
        let warned = ResourceLimit.processorTime.clamped(seconds)
        let killed = ResourceLimit.processorTime.clamped(seconds + 1)
        return ["/usr/bin/prlimit", "--cpu=\(warned):\(killed)"]
            + allowed.map { "\($0.0)=\($0.1)" } + ["--"]
    }
}
