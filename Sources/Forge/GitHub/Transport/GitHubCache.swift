internal import Basics
internal import Database

/// Answers with their validators, so that asking again for what has not changed costs nothing of the budget.
///
/// Bounded in memory; with a file of the home folder it outlives the process, and other processes share it. What
/// cannot be kept is asked again: the file's failures are counted and never reported as the request's.
package actor GitHubCache {
    /// A kept answer.
    struct Entry: Sendable, Hashable {
        var validator: String
        var status: Int
        var link: String?
        var body: [UInt8]

        var size: Int { body.count + validator.utf8.count + (link?.utf8.count ?? 0) }
    }

    private struct Slot {
        var entry: Entry
        var used: Int
    }

    private static let largestEntry = 1 << 20

    private let executor = BlockingExecutor(label: "github-cache")
    private let capacity: Int
    private let file: GitHubCacheFile?
    private var slots: [Digest: Slot] = [:]
    private var size = 0
    private var uses = 0
    /// How often the file could not be read or written.
    package private(set) var fileFailures = 0

    /// The file is read and written by blocking calls, so it has a thread of its own.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// A cache of so many bytes, in memory alone.
    package init(capacity: Int = 16 << 20) {
        self.capacity = capacity
        file = nil
    }

    /// A cache that is kept in the home folder, which must exist.
    package init(home: String, capacity: Int = 16 << 20) throws {
        self.capacity = capacity
        file = try GitHubCacheFile(home: home)
    }

    /// What an answer is kept under; of different credentials nothing is shared.
    static func key(account: String, address: String, accept: String) -> Digest {
        Digest.framed([account, address, accept])
    }

    func entry(_ key: Digest) -> Entry? {
        if let slot = slots[key] {
            touch(key)
            return slot.entry
        }
        guard let file else { return nil }
        do {
            guard let entry = try file.entry(key) else { return nil }
            insert(entry, for: key)
            return entry
        } catch {
            fileFailures += 1
            return nil
        }
    }

    func keep(_ entry: Entry, for key: Digest) {
        guard entry.size <= min(Self.largestEntry, capacity) else { return }
        insert(entry, for: key)
        do {
            try file?.keep(entry, for: key)
        } catch {
            fileFailures += 1
        }
    }

    private func insert(_ entry: Entry, for key: Digest) {
        size += entry.size - (slots[key]?.entry.size ?? 0)
        slots[key] = Slot(entry: entry, used: 0)
        touch(key)
        while size > capacity, let oldest = slots.min(by: { $0.value.used < $1.value.used }) {
            size -= oldest.value.entry.size
            slots[oldest.key] = nil
        }
    }

    private func touch(_ key: Digest) {
        uses += 1
        slots[key]?.used = uses
    }
}
