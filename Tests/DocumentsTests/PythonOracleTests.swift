import Foundation
import TestSupport
import Testing

@testable import Documents

/// The Python that the readers are compared with.
private enum Oracle {
    static let isThere: Bool = {
        let command = ["python3", "-c", "import tomllib"]
        return (try? Command.run(command, in: "/").status) == 0
    }()
}

/// Our readers against Python's, on the same bytes.
@Suite(.enabled(if: Oracle.isThere, "needs a python3 with tomllib"))
struct PythonOracleTests {
    /// Reads cases of hexadecimal bytes and prints what Python makes of each; the spelling is `spelled`'s.
    private static let script = """
        import json, struct, sys
        try:
            import tomllib
        except ImportError:
            tomllib = None
        def spelled(v):
            if v is None: return "n"
            if v is True: return "t"
            if v is False: return "f"
            if isinstance(v, int): return "i%d" % v
            if isinstance(v, float): return "nan" if v != v else "d" + struct.pack(">d", v).hex()
            if isinstance(v, str): return "s" + v.encode("utf-8").hex()
            if isinstance(v, list): return "[" + ",".join(map(spelled, v)) + "]"
            if isinstance(v, dict):
                parts = sorted((k.encode("utf-8").hex(), spelled(x)) for k, x in v.items())
                return "{" + ",".join(k + ":" + x for k, x in parts) + "}"
            return "o"
        def pairs(items):
            result = dict(items)
            if len(result) != len(items): raise ValueError("duplicate")
            return result
        def constant(name): raise ValueError(name)
        for line in open(sys.argv[2]):
            try:
                text = bytes.fromhex(line.strip()).decode("utf-8")
                if text.startswith("\\ufeff"): text = text[1:]
                if sys.argv[1] == "json":
                    value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
                else:
                    value = tomllib.loads(text)
                print(spelled(value))
            except (ValueError, RecursionError):
                print("error")
        """

    private func spelled(_ value: DataValue) -> String {
        switch value {
        case .null: return "n"
        case .bool(let flag): return flag ? "t" : "f"
        case .integer(let text): return "i" + text
        case .float("nan"): return "nan"
        case .float(let text):
            let bits = String((Double(text) ?? 0).bitPattern, radix: 16)
            return "d" + String(repeating: "0", count: 16 - bits.count) + bits
        case .string(let text): return "s" + hexadecimal(Array(text.utf8))
        case .other: return "o"
        case .sequence(let items): return "[" + items.map(spelled).joined(separator: ",") + "]"
        case .mapping(let members):
            let parts = members.map { (hexadecimal(Array($0.key.utf8)), spelled($0.value)) }
            return "{"
                + parts.sorted { $0.0 < $1.0 }.map { $0.0 + ":" + $0.1 }.joined(separator: ",")
                + "}"
        }
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// What Python says to each case; nil when there is no Python with what it takes.
    private func answers(_ cases: [[UInt8]], format: DataFormat) throws -> [Substring]? {
        let folder = try TemporaryDirectory()
        try folder.write(Self.script, to: "oracle.py")
        try folder.write(cases.map { hexadecimal($0) + "\n" }.joined(), to: "cases")
        let run = try Command.run(
            ["python3", "oracle.py", format.rawValue, "cases"], in: folder.path)
        return run.status == 0 ? run.text.split(separator: "\n") : nil
    }

    /// Documents of every kind, whole and with a few bytes changed.
    private func cases(_ format: DataFormat, extra: [String]) -> [[UInt8]] {
        var cases = extra.map { Array($0.utf8) }
        let alphabet = Array("{}[]:,\"'#=.+-_0123456789eExTZabu\\\n\r\t é".utf8)
        for seed in 0..<700 as Range<UInt64> {
            var generator = DocumentGenerator(seed: seed)
            var bytes = Array(generator.text(format).utf8)
            cases.append(bytes)
            for _ in 0..<Int.random(in: 1...3, using: &generator.random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &generator.random)
                let byte = alphabet[Int.random(in: alphabet.indices, using: &generator.random)]
                if generator.chance(50) {
                    bytes[place] = byte
                } else {
                    bytes.insert(byte, at: place)
                }
            }
            cases.append(bytes)
        }
        return cases
    }

    private func compare(_ format: DataFormat, extra: [String]) throws {
        let cases = cases(format, extra: extra)
        let answers = try #require(try answers(cases, format: format), "the oracle failed")
        try #require(answers.count == cases.count)
        #expect(answers.count { $0 == "error" } > 100)
        #expect(answers.count { $0 != "error" } > 600)
        for (bytes, answer) in zip(cases, answers) {
            let ours = (try? DataDocument(parsing: bytes, format: format)).map {
                spelled($0.roots[0].value)
            }
            #expect(
                ours ?? "error" == answer,
                "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
        }
    }

    @Test("JSON reads as Python's json reads it")
    func json() throws {
        try compare(
            .json,
            extra: [
                "1E400", "-1e-400", "1.7976931348623157e308", "0.1",
                "123456789012345678901234567890", "[1e5, 1E+5, 10.0e-1]", "\"\\/\\b\\f\"",
                " \r\n\t1 ",
            ])
    }

    @Test("TOML reads as Python's tomllib reads it")
    func toml() throws {
        try compare(
            .toml,
            extra: [
                "a = 1e1_0\n", "a = 5e+22", "a = 0o7_7", "a = 1979-05-27T00:32:00.999999Z",
                "a = 1979-05-27 ", "a = '''a''''", "a = \"\"\"a\"\"\"\"\"",
                "a = \"\"\"\\\r\n  b\"\"\"",
                "[a.b]\n[a]\nc = 1", "[[a]]\n[a.b]\n[[a]]\n[a.b]", "a.b = 1\na.c = 2\n[a.d]",
                "a.b = 1\n[a]", "[a]\nb.c = 1\n[a.d]", "[a.b]\nx = 1\n[a]\nb.y = 1",
                "[a.b.c]\n[a]\nb.d = 1", "\"\" = 1", "'a' = 1\n\"a\" = 2",
                "a = {b = {c = 1}}\n[a.d]", "a = [{b = 1}]\n[[a]]", "a = {b.c = 1, b.d = 2}",
                "a = {b = 1, b.c = 2}", "1.2 = 3", "a = 24:00:00", "a = 1979-05-27T07:32",
                "a = -nan", "a = 1_000.5",
                "[a]\n[a.b.c]\n[a.b]\n", "[[a.b]]\n[a.b.c]\n[a.b.c]", "a.b.c = 1\na.b = 1",
                "[x]\na.b = 1\n[y]\n[x.a.c]\nz = 1", "a = {x.y = 1}\na.x.z = 2",
            ])
    }
}
