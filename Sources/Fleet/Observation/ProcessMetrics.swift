internal import Basics
internal import FoundationEssentials
internal import Glibc

/// What the system says of this process.
struct ProcessMetrics: Sendable {
    private let resident: Gauge
    private let descriptors: Gauge
    private let processorTime: Gauge

    init(version: String, in registry: MetricRegistry) {
        registry.gauge(
            "complybot_build_info", "1, with the version of the program.",
            MetricLabel("version", [version])
        ).set(version, to: 1)
        resident = registry.gauge(
            "complybot_process_resident_memory_bytes", "Memory that the process holds.")
        descriptors = registry.gauge(
            "complybot_process_open_fds", "Files and sockets that the process holds open.")
        processorTime = registry.gauge(
            "complybot_process_cpu_seconds", "Processor time that the process has used.")
        let start = registry.gauge(
            "complybot_process_start_time_seconds", "When the process began, in seconds since 1970."
        )
        start.set(to: Self.startTime())
    }

    /// Reads the numbers that change; one that cannot be read stays as it was.
    func refresh() {
        if let pages = Self.fields("/proc/self/statm", after: nil).dropFirst().first {
            resident.set(to: pages * Double(sysconf(Int32(_SC_PAGESIZE))))
        }
        if let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            // One of them is the folder itself.
            descriptors.set(to: Double(max(0, names.count - 1)))
        }
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            processorTime.set(to: Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime))
        }
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    /// The boot's time and the ticks after it at which the process began.
    private static func startTime() -> Double {
        let ticks = fields("/proc/self/stat", after: ")")
        let boot = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8))?
            .split(separator: "\n").first { $0.hasPrefix("btime ") }?.dropFirst(6)
        // The 22nd field, the first after the name being the third.
        guard ticks.count > 19, let boot = boot.flatMap({ Double($0) }) else { return 0 }
        return boot + ticks[19] / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The numbers of a file of /proc, those that are none as 0; what stands up to the last `mark` is passed over.
    private static func fields(_ path: String, after mark: Character?) -> [Double] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        let start = mark.flatMap { text.lastIndex(of: $0) }.map { text.index(after: $0) }
        return text[(start ?? text.startIndex)...].split { $0 == " " || $0 == "\n" }
            .map { Double($0) ?? 0 }
    }
}
