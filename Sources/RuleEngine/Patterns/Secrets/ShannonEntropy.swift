internal import Glibc

/// How unpredictable text is, judged by how often each of its bytes occurs.
enum ShannonEntropy {
    /// Bits a byte: 0 for one byte repeated, at most 8; 0 for nothing.
    static func bits(of bytes: some Collection<UInt8>) -> Double {
        guard !bytes.isEmpty else { return 0 }
        var counts = [Int](repeating: 0, count: 256)
        for byte in bytes { counts[Int(byte)] += 1 }
        let total = Double(bytes.count)
        // In the order of byte values, so that the sum is the same on every run.
        return counts.reduce(0) { sum, count in
            guard count > 0 else { return sum }
            let share = Double(count) / total
            return sum - share * log2(share)
        }
    }
}
