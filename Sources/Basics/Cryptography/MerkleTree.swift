/// A Merkle tree over SHA-256, hashed as RFC 6962 hashes its own: leaves and inner nodes are told apart by a first byte.
package struct MerkleTree: Sendable {
    /// The digests of the leaves, in order.
    private var leaves: [Digest] = []

    /// A tree without leaves.
    package init() {}

    /// How many leaves there are.
    package var count: Int { leaves.count }

    /// Adds a leaf.
    package mutating func append(_ content: [UInt8]) { leaves.append(Self.leaf(content)) }

    /// Forgets every leaf.
    package mutating func removeAll() { leaves.removeAll(keepingCapacity: true) }

    /// The digest over all leaves; that of nothing for none.
    package var root: Digest {
        guard var level = Optional(leaves), !level.isEmpty else { return Digest(of: []) }
        while level.count > 1 { level = Self.above(level) }
        return level[0]
    }

    /// The digests with which a leaf's holder computes the root, from the bottom up; nil for a leaf that is not there.
    package func proof(for index: Int) -> [Digest]? {
        guard leaves.indices.contains(index) else { return nil }
        var level = leaves
        var index = index
        var proof: [Digest] = []
        while level.count > 1 {
            if level.indices.contains(index ^ 1) { proof.append(level[index ^ 1]) }
            level = Self.above(level)
            index /= 2
        }
        return proof
    }

    /// The root of a tree of `count` leaves in which this content is leaf number `index`; nil when the proof does not fit.
    package static func root(
        of content: [UInt8], at index: Int, count: Int, proof: [Digest]
    ) -> Digest? {
        guard (0..<count).contains(index) else { return nil }
        var rest = proof[...]
        var digest = leaf(content)
        var (index, count) = (index, count)
        while count > 1 {
            // The last node of a level with an odd number goes up as it is.
            if index % 2 == 1 || index + 1 < count {
                guard let sibling = rest.popFirst() else { return nil }
                digest = index % 2 == 1 ? node(sibling, digest) : node(digest, sibling)
            }
            index /= 2
            count = (count + 1) / 2
        }
        return rest.isEmpty ? digest : nil
    }

    private static func above(_ level: [Digest]) -> [Digest] {
        stride(from: 0, to: level.count, by: 2).map { index in
            index + 1 < level.count ? node(level[index], level[index + 1]) : level[index]
        }
    }

    private static func leaf(_ content: [UInt8]) -> Digest { Digest(of: [0] + content) }

    private static func node(_ left: Digest, _ right: Digest) -> Digest {
        Digest(of: [1] + left.bytes + right.bytes)
    }
}
