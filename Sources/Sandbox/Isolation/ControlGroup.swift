internal import Basics
internal import FoundationEssentials
internal import Glibc
internal import Synchronization

/// A group of processes whose memory and number the kernel limits: control groups of version 1, for who may make them.
///
/// Where there are none the watchdog stands alone.
final class ControlGroup: Sendable {
    /// Folders of the controllers that there are, memory first.
    private let memory: String?
    private let processes: String?

    private static let root = "/sys/fs/cgroup"
    private static let prefix = "complybot-sandbox-"
    private static let counter = Atomic<Int>(0)

    /// Makes the group; nil when the machine lets us make none.
    init?(limits: SandboxLimits) {
        let number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
        let name = "\(Self.prefix)\(getpid())-\(number)"
        memory = Self.make(
            "\(Self.root)/memory/\(name)", setting: "memory.limit_in_bytes", to: limits.memory)
        processes = Self.make(
            "\(Self.root)/pids/\(name)", setting: "pids.max", to: limits.processes + Watchdog.slack)
        if memory == nil && processes == nil { return nil }
    }

    /// The command line that enters the group and then becomes another: the first process is in it before it can fork.
    func entering(_ line: [String]) -> [String] {
        let folders = [memory, processes].compactMap(\.self)
        let script =
            folders.indices.map { #"echo $$ >"${\#($0 + 1)}/cgroup.procs" || exit 125; "# }.joined()
            + #"shift \#(folders.count); exec "$@""#
        return ["/bin/sh", "-c", script, "sh"] + folders + line
    }

    /// The limit that the kernel had to enforce; nil when none.
    var exceeded: TestLimit? {
        if let memory, let text = Self.read("\(memory)/memory.oom_control"),
            Self.number("oom_kill", in: text) > 0
        {
            return .memory
        }
        if let processes, let text = Self.read("\(processes)/pids.events"),
            Self.number("max", in: text) > 0
        {
            return .processes
        }
        return nil
    }

    /// Removes the group; every process must be gone.
    func remove() {
        for folder in [memory, processes].compactMap(\.self) { rmdir(folder) }
    }

    /// Removes the groups of processes of ours that are dead.
    static func removeStale() {
        for controller in ["memory", "pids"] {
            let folder = "\(root)/\(controller)"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names where ScratchName.isStale(name, prefix: prefix) {
                rmdir("\(folder)/\(name)")
            }
        }
    }

    private static func make(_ folder: String, setting file: String, to value: Int) -> String? {
        guard mkdir(folder, 0o700) == 0 else { return nil }
        guard write("\(value)", to: "\(folder)/\(file)") else {
            rmdir(folder)
            return nil
        }
        return folder
    }

    private static func write(_ text: String, to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return text.withCString { Glibc.write(file, $0, text.utf8.count) } == text.utf8.count
    }

    private static func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func number(_ key: String, in text: String) -> Int {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == key { return Int(words[1]) ?? 0 }
        }
        return 0
    }
}
