import Testing

@testable import Documents

@Suite struct DataPathSelectTests {
    private func values(_ path: String, in json: String) throws -> [String] {
        let document = try DataDocument(json, .json)
        return try document.select(DataPath(parsing: path)).map {
            document.source.text($0.node.span)
        }
    }

    @Test(
        "slices count from either end and go either way",
        arguments: [
            ("$[1:3]", "bc"), ("$[5:]", "fg"), ("$[1:5:2]", "bd"), ("$[5:1:-2]", "fd"),
            ("$[::-1]", "gfedcba"), ("$[-2:]", "fg"), ("$[:-5]", "ab"), ("$[0:9:0]", ""),
            ("$[9:]", ""), ("$[-99:2]", "ab"), ("$[99::-3]", "gda"), ("$[:4:-1]", "gf"),
        ])
    func slices(path: String, expected: String) throws {
        let letters = try values(path, in: #"["a","b","c","d","e","f","g"]"#)
        #expect(letters.map { $0.filter { $0 != "\"" } }.joined() == expected)
    }

    @Test("several selectors in one pair of brackets select one after the other")
    func unions() throws {
        #expect(try values("$['b', 'a', 'b']", in: #"{"a": 1, "b": 2}"#) == ["2", "1", "2"])
        #expect(try values("$[-1, 0:2, *]", in: "[7, 8, 9]") == ["9", "7", "8", "7", "8", "9"])
        #expect(try values("$..['a', 'b']", in: #"{"a": {"b": 2}}"#) == [#"{"b": 2}"#, "2"])
    }

    @Test(
        "filters compare and ask for existence",
        arguments: [
            ("$.a[?@.b == 'kilo']", "2"), ("$.a[?@.b]", "12"), ("$.a[?!@.b]", "34"),
            ("$.a[?@.n > 3.5]", "4"), ("$.a[?@.n <= 3.0]", "3"), ("$.a[?@.b < 'kilo']", "1"),
            ("$.a[?@.b == 'j' || @.n == 4]", "14"), ("$.a[?@.b && @.b != 'j']", "2"),
            ("$.a[?@.x == @.y]", "1234"), ("$.a[?@.b == null]", ""),
            ("$.a[?@.n >= $.limit]", "4"), ("$.a[?@.b != @.n]", "1234"), ("$.a[?@.b > 0]", ""),
            ("$.a[?(@.b || @.n) && !(@.i == 1)]", "234"), ("$.a[?@.i == 1e0]", "1"),
            ("$.a[?@['i'] == 2 && @.b == \"kilo\"]", "2"),
        ])
    func filters(path: String, expected: String) throws {
        let json = """
            {"limit": 4, "a": [{"i": 1, "b": "j"}, {"i": 2, "b": "kilo"}, {"i": 3, "n": 3},
            {"i": 4, "n": 4}]}
            """
        let document = try DataDocument(json, .json)
        let found = try document.select(DataPath(parsing: path))
        #expect(found.compactMap { $0.node["i"]?.scalarText }.joined() == expected)
    }

    @Test("a filter asks the members of a mapping too, and selection can start at any node")
    func below() throws {
        let document = try DataDocument("a: {x: 1, y: {p: 2}}\nb: 3\n")
        let node = try #require(try document.node("$.a"))
        #expect(try node.select(DataPath(parsing: "$[?@.p]")).map(\.path.description) == ["$.y"])
        #expect(try node.select(DataPath(parsing: "$[?@ == $.x]")).count == 1)
        #expect(try document.select(DataPath(parsing: "$[?@ == 3.0]")).count == 1)
    }

    @Test(
        "numbers are compared by their exact value",
        arguments: [
            ("1", "1.0", 0), ("100", "1e2", 0), ("-0", "0", 0), ("0.1", "0.10000000000000001", -1),
            ("-2", "-10", 1), ("9007199254740993", "9007199254740992", 1), ("1e300", "1e-300", 1),
            ("-1", "0", -1), ("12", "9", 1),
        ])
    func numbers(left: String, right: String, order: Int) throws {
        let values = try [left, right].map { try DataDocument("[\($0)]", .json).roots[0].items[0] }
        #expect(values[0].value.numericOrder(with: values[1].value) == order)
        #expect(values[1].value.numericOrder(with: values[0].value) == -order)
    }
}
