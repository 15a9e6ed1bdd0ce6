/// An instruction's lines as one, without what continues them, and where each byte of it stands in the file.
struct DockerLine {
    private(set) var bytes: [UInt8] = []
    /// Where each piece starts, here and in the file.
    private var pieces: [(here: Int, there: Int)] = []

    /// Adds some of the file's bytes.
    mutating func append(_ range: Range<Int>, of file: [UInt8]) {
        guard !range.isEmpty else { return }
        pieces.append((bytes.count, range.lowerBound))
        bytes += file[range]
    }

    /// The place in the file of a byte; of the end behind the last byte too.
    func offset(_ index: Int) -> Int {
        guard index > 0 else { return pieces.first?.there ?? 0 }
        if index >= bytes.count { return offset(bytes.count - 1) + (bytes.isEmpty ? 0 : 1) }
        var low = 0
        var high = pieces.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if pieces[middle].here <= index { low = middle } else { high = middle }
        }
        return pieces[low].there + index - pieces[low].here
    }

    /// The place in the file of a range.
    func span(_ range: Range<Int>) -> Range<Int> {
        guard !range.isEmpty else {
            let place = offset(range.lowerBound)
            return place..<place
        }
        return offset(range.lowerBound)..<offset(range.upperBound - 1) + 1
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// A range without the white space around it.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, bytes[first].isDockerSpace {
            range = first + 1..<range.upperBound
        }
        while let last = range.last, bytes[last].isDockerSpace { range = range.lowerBound..<last }
        return range
    }
}

extension UInt8 {
    /// White space inside of a line.
    var isDockerSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
