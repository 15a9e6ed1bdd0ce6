import Testing

@testable import Documents

@Suite("Mappings whose keys are all known")
struct StrictRecordTests {
    private enum Colour: String, CaseIterable { case red, green }

    /// Reads a mapping and gives the problems as `line:column reason remedy`.
    private func problems(_ text: String, _ read: (inout StrictRecord) -> Void) throws -> [String] {
        let document = try DataDocument(parsing: Array(text.utf8), format: .yaml)
        let problems = RecordProblems(attempted: "read", file: "f", source: document.source)
        var record = StrictRecord(document.roots[0], name: "the file", problems: problems)
        read(&record)
        record.finish()
        return problems.all.sorted().map {
            "\($0.position.line):\($0.position.column) \($0.reason) \($0.remedy ?? "")"
        }
    }

    @Test("what is right is read, and null counts as absent")
    func right() throws {
        let found = try problems("a: x\nb: 3\nc: true\nd: [p, q]\ne: green\nf: null\ng: one\n") {
            record in
            #expect(record.text("a") == "x")
            #expect(record.number("b", in: 1...3) == 3)
            #expect(record.flag("c") == true)
            #expect(record.texts("d") == ["p", "q"])
            #expect(record.choice("e", of: Colour.self) == .green)
            #expect(record.node("f") == nil)
            #expect(record.texts("g") == ["one"])
            #expect(record.text("h") == nil)
        }
        #expect(found.isEmpty)
    }

    @Test("every problem is told with its place and the nearest name")
    func wrong() throws {
        let found = try problems("colour: gren\nnumber: 9\nnmae: x\nflag: maybe\nlist: {a: b}\n") {
            record in
            #expect(record.choice("colour", of: Colour.self) == nil)
            #expect(record.number("number", in: 1...3) == nil)
            #expect(record.text("name") == nil)
            #expect(record.flag("flag") == nil)
            #expect(record.texts("list").isEmpty)
            record.require("must")
        }
        #expect(
            found == [
                "1:9 colour must be one of red, green did you mean green?",
                "2:9 number must be a whole number from 1 to 3 ",
                "3:1 unknown key nmae in the file did you mean name?",
                "4:7 flag must be true or false ",
                "5:7 list must be a list of texts ",
            ])
    }

    @Test(
        "a key that must be there is asked for, unless an unknown key is probably its misspelling")
    func required() throws {
        #expect(
            try problems("a: 1\n") { record in
                _ = record.text("a")
                record.require("must")
            } == ["1:1 the file needs must "])
        #expect(try problems("msut: 1\n") { $0.require("must") }.count == 1)
    }

    @Test("a key that stands twice, and a file that is no mapping, are problems")
    func shape() throws {
        #expect(try problems("a: 1\na: 2\n") { _ = $0.text("a") } == ["2:1 a stands twice "])
        #expect(try problems("- a\n") { _ in } == ["1:1 the file must be a mapping "])
        #expect(try problems("") { _ in }.isEmpty)
    }
}
