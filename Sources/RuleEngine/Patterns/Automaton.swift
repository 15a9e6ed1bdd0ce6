internal import Basics
internal import CVectorscan
internal import Glibc

/// A database of Vectorscan in the making: compiled, or taken from a cache.
///
/// Whoever gets it frees it.
struct Automaton {
    /// An expression of the automaton.
    struct Item {
        var number: Int
        var expression: String
        var ignoresCase = false

        fileprivate var flags: UInt32 {
            let flags = UInt32(HS_FLAG_PREFILTER | HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY)
            return ignoresCase ? flags | UInt32(HS_FLAG_CASELESS) : flags
        }
    }

    /// Nil when there is nothing that could filter.
    private(set) var database: OpaquePointer?
    /// Numbers of the items that Vectorscan does not take.
    private(set) var refused: [Int] = []

    /// The automaton of some items, of which those with numbers in a range may be left out.
    static func of(
        _ items: [Item], refusing optional: PartialRangeUpTo<Int>, cache: SealedCache?,
        meter: RunMeter?
    ) -> Automaton {
        guard let cache, !items.isEmpty else { return compiled(items, refusing: optional) }
        let key = key(of: items)
        if let content = cache.content(for: key),
            let known = Automaton(content, refusing: optional)
        {
            meter?.add(1, to: .patternCacheHits)
            return known
        }
        meter?.add(1, to: .patternCacheMisses)
        let fresh = compiled(items, refusing: optional)
        if let content = fresh.content { cache.keep(content, for: key) }
        return fresh
    }

    private init() {}

    // MARK: Compiling

    private static func compiled(
        _ items: [Item], refusing optional: PartialRangeUpTo<Int>
    ) -> Automaton {
        var items = items
        var automaton = Automaton()
        var (database, culprit) = compile(items)
        while database == nil, let index = culprit, items.indices.contains(index) {
            let number = items.remove(at: index).number
            // A literal that cannot be held leaves nothing to filter with.
            guard optional.contains(number) else { break }
            automaton.refused.append(number)
            (database, culprit) = compile(items)
        }
        automaton.database = database
        return automaton
    }

    /// The database, or the index of the expression that Vectorscan does not take.
    private static func compile(
        _ items: [Item]
    ) -> (database: OpaquePointer?, culprit: Int?) {
        guard !items.isEmpty else { return (nil, nil) }
        // Vectorscan wants C strings that live through the call.
        let texts = items.map { Array($0.expression.utf8CString) }
        var storage = texts.flatMap { $0 }
        return storage.withUnsafeMutableBufferPointer { buffer in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for text in texts {
                pointers.append(buffer.baseAddress.map { UnsafePointer($0 + offset) })
                offset += text.count
            }
            var database: OpaquePointer?
            var failure: UnsafeMutablePointer<hs_compile_error_t>?
            let result = hs_compile_multi(
                pointers, items.map(\.flags), items.map { UInt32($0.number) },
                UInt32(items.count), UInt32(HS_MODE_BLOCK), nil, &database, &failure)
            defer { hs_free_compile_error(failure) }
            return (
                result == HS_SUCCESS ? database : nil, failure.map { Int($0.pointee.expression) }
            )
        }
    }

    // MARK: Keeping

    /// Over all that makes a database what it is: the items, Vectorscan itself, and the processor that it is for.
    private static func key(of items: [Item]) -> Digest {
        var platform = hs_platform_info_t()
        _ = hs_populate_platform(&platform)
        let version = hs_version().map { String(cString: $0) } ?? ""
        let world = [
            "automaton 1", version, "\(platform.tune)", "\(platform.cpu_features)",
            "\(HS_MODE_BLOCK)",
        ]
        return .framed(world + items.flatMap { ["\($0.number)", "\($0.flags)", $0.expression] })
    }

    /// The count of refused items and their numbers, four bytes each, then the database.
    private var content: [UInt8]? {
        guard let database else { return nil }
        var start: UnsafeMutablePointer<CChar>?
        var length = 0
        guard hs_serialize_database(database, &start, &length) == HS_SUCCESS, let start else {
            return nil
        }
        defer { free(start) }
        var content: [UInt8] = []
        for number in [refused.count] + refused {
            withUnsafeBytes(of: UInt32(number).littleEndian) { content += $0 }
        }
        content += UnsafeRawBufferPointer(start: start, count: length)
        return content
    }

    /// Reads what `content` wrote; nil when it is for another Vectorscan or makes no sense.
    private init?(_ content: [UInt8], refusing optional: PartialRangeUpTo<Int>) {
        func number(_ index: Int) -> Int? {
            guard content.count >= 4 * (index + 1) else { return nil }
            return content[4 * index..<4 * (index + 1)].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard let count = number(0), count <= optional.upperBound else { return nil }
        for index in 0..<count {
            guard let refusal = number(index + 1), optional.contains(refusal) else { return nil }
            refused.append(refusal)
        }
        let start = 4 * (count + 1)
        let result = content.withUnsafeBytes { buffer in
            hs_deserialize_database(
                buffer.baseAddress.map { ($0 + start).assumingMemoryBound(to: CChar.self) },
                buffer.count - start, &database)
        }
        guard result == HS_SUCCESS, database != nil else { return nil }
    }
}
