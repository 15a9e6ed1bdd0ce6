import Foundation
import TestSupport

/// The disk after the power went: what was synced is there, of the rest anything, some of it in part.
struct PowerLoss {
    private struct File {
        var synced: [UInt8] = []
        var pending: [RecordedWalk.Event] = []
        var isThere = false
    }

    let walk: RecordedWalk
    /// A disk that says it has synced and has not; such a disk must be found out.
    var isLying = false

    /// Leaves the files of a cut at a random place in a folder.
    ///
    /// - Returns: what the store had acknowledged before the cut.
    func strike(_ home: TemporaryDirectory, with random: inout SplitMix64) throws -> [[String]] {
        let cut = Int.random(in: 0...walk.events.count, using: &random)
        var files: [String: File] = [:]
        var said: [String] = []
        for event in walk.events.prefix(cut) {
            switch event {
            case .said(let line): said.append(line)
            case .write(let name, _, _), .truncate(let name, _), .unlink(let name):
                files[name, default: File()].pending.append(event)
            case .sync(let name):
                if isLying { continue }
                files[name] = Self.synced(files[name] ?? File())
            }
        }
        for (name, file) in files.sorted(by: { $0.key < $1.key }) {
            let left = Self.torn(file, &random)
            guard left.isThere else { continue }
            try Data(left.synced).write(to: home.url.appending(path: name))
        }
        return said.filter { $0.hasPrefix("ACK ") }.map {
            $0.split(separator: " ").dropFirst().map(String.init)
        }
    }

    private static func synced(_ file: File) -> File {
        var file = file
        for event in file.pending { apply(event, to: &file) }
        file.pending = []
        return file
    }

    /// Each write that was not synced is there, missing, or there for its first sectors.
    private static func torn(_ file: File, _ random: inout SplitMix64) -> File {
        var left = file
        for event in file.pending {
            switch random.next() % 4 {
            case 0: continue
            case 1:
                guard case .write(let name, let offset, let bytes) = event else { continue }
                let sectors = Int(random.next() % UInt64(bytes.count / 512 + 1))
                apply(
                    .write(file: name, offset: offset, bytes: Array(bytes.prefix(sectors * 512))),
                    to: &left)
            default: apply(event, to: &left)
            }
        }
        return left
    }

    private static func apply(_ event: RecordedWalk.Event, to file: inout File) {
        switch event {
        case .write(_, let offset, let bytes):
            file.isThere = true
            let missing = offset + bytes.count - file.synced.count
            if missing > 0 { file.synced += [UInt8](repeating: 0, count: missing) }
            file.synced.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        case .truncate(_, let size):
            file.isThere = true
            let missing = size - file.synced.count
            if missing > 0 {
                file.synced += [UInt8](repeating: 0, count: missing)
            } else {
                file.synced.removeLast(-missing)
            }
        case .unlink: file = File()
        case .sync, .said: break
        }
    }
}
