/// A program to be run behind the wall, and all it gets to see of the machine.
struct SandboxedCommand {
    /// A folder or file of ours at a place inside.
    struct Mount {
        var source: String
        var target: String
    }

    /// The program and its arguments; the program is looked for in `PATH`.
    var words: [String]
    /// The whole environment, beside what every run has.
    var environment: [String: String] = [:]
    /// What it may read.
    var readable: [Mount] = []
    /// What it may read and write.
    var writable: [Mount] = []
    /// Folders of the system that stand empty inside.
    var hidden: [String] = []
    /// Where it starts, inside.
    var folder = "/"
    /// What it reads on standard input.
    var input: [UInt8] = []

    /// The environment of every run: nothing of ours, and nothing that differs from machine to machine.
    static let baseEnvironment = [
        "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home/u", "USER": "u", "LOGNAME": "u",
        "TMPDIR": "/tmp", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb",
        "NO_COLOR": "1", "CI": "true", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1",
    ]
}
