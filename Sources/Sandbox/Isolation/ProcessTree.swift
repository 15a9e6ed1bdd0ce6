internal import FoundationEssentials
internal import Glibc

/// The processes of the machine at one moment, by who started whom.
struct ProcessTree {
    private struct Entry {
        var parent: Int32
        var threads: Int
        var memory: Int
    }

    private var entries: [Int32: Entry] = [:]

    /// Reads `/proc` once; what is gone in between is left out.
    init() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let id = Int32(name), let entry = Self.entry(of: id) else { continue }
            entries[id] = entry
        }
    }

    /// The children of a process, in order of their numbers.
    func children(of process: Int32) -> [Int32] {
        entries.filter { $0.value.parent == process }.keys.sorted()
    }

    /// Threads and resident memory, in bytes, of everything below a process.
    func usage(below process: Int32) -> (threads: Int, memory: Int) {
        var below: [Int32: [Int32]] = [:]
        for (id, entry) in entries { below[entry.parent, default: []].append(id) }
        var total = (threads: 0, memory: 0)
        var pending = below[process] ?? []
        var seen: Set<Int32> = [process]
        while let id = pending.popLast() {
            guard seen.insert(id).inserted, let entry = entries[id] else { continue }
            total.threads += entry.threads
            total.memory += entry.memory
            pending += below[id] ?? []
        }
        return total
    }

    /// The fields of `/proc/N/stat` that follow the name, which may itself hold blanks and brackets.
    private static func entry(of id: Int32) -> Entry? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(id)/stat"),
            let end = data.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = data[(end + 1)...].split(separator: UInt8(ascii: " ")).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard fields.count > 21, let parent = Int32(fields[1]), let threads = Int(fields[17]),
            let pages = Int(fields[21])
        else { return nil }
        return Entry(parent: parent, threads: threads, memory: pages * pageSize)
    }

    private static let pageSize = sysconf(Int32(_SC_PAGESIZE))
}
