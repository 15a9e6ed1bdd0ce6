internal import Glibc

/// A resource that the kernel limits for each process.
enum ResourceLimit {
    case processes, openFiles, fileSize, processorTime, data

    /// The value, or our own hard limit where that is smaller: asking for more would fail.
    func clamped(_ value: Int) -> Int {
        var own = rlimit()
        guard getrlimit(resource, &own) == 0, own.rlim_max < UInt(Int.max) else { return value }
        return min(value, Int(own.rlim_max))
    }

    private var resource: __rlimit_resource_t {
        let resource =
            switch self {
            case .processes: __RLIMIT_NPROC
            case .openFiles: __RLIMIT_OFILE
            case .fileSize: RLIMIT_FSIZE
            case .processorTime: RLIMIT_CPU
            case .data: RLIMIT_DATA
            }
        return __rlimit_resource_t(resource.rawValue)
    }
}
