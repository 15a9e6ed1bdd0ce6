import TestSupport
import Testing

@testable import Documents

/// Whatever is read is kept byte for byte, and has sound places; nothing crashes.
@Suite struct DockerfilePropertyTests {
    static let samples = [
        "# syntax=docker/dockerfile:1\n# escape=`\n\n# é\nARG V=20\nFROM --platform=$BUILDPLATFORM node:${V:-18}-slim AS build\nRUN a `\n  # comment\n\n  && b ` \t\n  && c\nCOPY --from=build --chown=1:1 [\"a b\", \"c\"]\nUSER 1\n",
        "\u{FEFF}FROM a@sha256:00 as x\r\nRUN <<EOF cat <<-'F'\r\nUSER no\r\nEOF\r\n\tb\r\n\tF\r\nONBUILD COPY <<X /x\r\nX\r\n\r\nfrom x\r\nCMD [\"a\", \\\r\n \"b\"]",
        "FROM scratch\nLABEL a=\"b \\\n c\" d='e'\nHEALTHCHECK --interval=1s CMD x\nENV A b\\ c\nEXPOSE 80/tcp\nSHELL [\"x\"]\nVOLUME /a /b\nSTOPSIGNAL 9\nMAINTAINER me\nADD https://x/y.tgz /\nWORKDIR /\nENTRYPOINT exec x\n",
    ]

    /// A file made of random lines, most of them sound.
    private func generated(_ random: inout SplitMix64) -> String {
        let lines = [
            "RUN a", "RUN a \\", "RUN a \\  ", "  && b", "# comment", "", "   ", "\t# x \\",
            "USER 1",
            "COPY --from=x a b", "run [\"a\"]", "CMD [\"a\", \\", "\"b\"]", "ENV A='b c' D=\"e\\\"",
            "ONBUILD RUN x", "RUN <<E cat", "E", "RUN <<-'E F'", "\tE F", "FROM b AS x", "FROM x",
            "ADD a b \\\\", "\\", "LABEL é=ü", "RUN x << E",
        ]
        let ends = ["\n", "\n", "\n", "\r\n", "\r\r\n"]
        var text =
            ["", "\u{FEFF}", "# escape=`\n", "ARG V=1\n"].randomElement(using: &random) ?? ""
        text += "FROM a\n"
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            text += lines.randomElement(using: &random) ?? ""
            text += ends.randomElement(using: &random) ?? ""
        }
        return Bool.random(using: &random) ? text : String(text.dropLast())
    }

    private func check(_ bytes: [UInt8]) throws -> Bool {
        let file: Dockerfile
        do throws(DocumentError) { file = try Dockerfile(parsing: bytes) } catch {
            #expect(error.position.offset <= bytes.count)
            return false
        }
        #expect(file.printed == bytes)
        var place = 0
        for part in file.parts {
            try #require(part.span.lowerBound == place && !part.span.isEmpty)
            place = part.span.upperBound
            guard case .instruction(let number) = part.kind else { continue }
            let instruction = file.instructions[number]
            #expect(part.span.contains(instruction.span))
            try checkPlaces(instruction, in: file)
        }
        try #require(place == bytes.count)
        #expect(
            file.stages.first.map { $0.instructions.lowerBound < file.instructions.count } == true)
        for stage in file.stages {
            _ = file.base(of: stage)
            #expect(stage.instructions.contains(stage.instructions.lowerBound))
        }
        return true
    }

    private func checkPlaces(_ instruction: DockerInstruction, in file: Dockerfile) throws {
        let places =
            [instruction.keywordSpan] + instruction.flags.map(\.span)
            + (instruction.triggered.isEmpty ? instruction.arguments.map(\.span) : [])
            + instruction.heredocs.flatMap { [$0.body, $0.terminator] }
        var last = instruction.span.lowerBound
        for place in places {
            try #require(place.lowerBound >= last)
            last = place.upperBound
        }
        try #require(last <= instruction.span.upperBound)
        for inner in instruction.triggered { try checkPlaces(inner, in: file) }
    }

    @Test("every file that is made of lines is printed as it was, or refused with a place")
    func lossless() throws {
        var random = SplitMix64(seed: 7)
        var accepted = 0
        for _ in 0..<2000 where try check(Array(generated(&random).utf8)) { accepted += 1 }
        #expect(accepted > 500)
    }

    @Test("every prefix of a file can be tried")
    func prefixes() throws {
        for sample in Self.samples {
            let bytes = Array(sample.utf8)
            #expect(try check(bytes))
            for end in bytes.indices { _ = try check(Array(bytes[..<end])) }
        }
    }

    @Test("files with random bytes changed can be tried")
    func mutations() throws {
        var random = SplitMix64(seed: 11)
        let alphabet = Array("\\`\n\r\t \"'[]<->=#$@:{}FROMENVé\u{FEFF}".utf8) + [0, 0xFF, 0xC3]
        for round in 0..<2000 {
            var bytes = Array(Self.samples[round % Self.samples.count].utf8)
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                let byte = alphabet[Int.random(in: alphabet.indices, using: &random)]
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                default: bytes.remove(at: place)
                }
            }
            _ = try check(bytes)
        }
    }

    @Test("texts without end are values or errors")
    func repeated() throws {
        let parts = [
            "\\", "\\\n", "RUN a\n", "RUN <<E\n", "RUN a << b ", "\"", "'", "[", "${", "$A", "--a=",
            "# a\n", "FROM a AS b\n", "ONBUILD ", "\r", "\u{FEFF}", "ARG A=$A\n", "[\"a\",",
        ]
        for part in parts {
            for head in ["", "FROM a\n", "FROM a\nRUN ", "ARG X=", "FROM "] {
                _ = try check(Array((head + String(repeating: part, count: 2000)).utf8))
            }
        }
    }

    @Test("files, lines and lists of instructions have a limit")
    func limits() throws {
        func reason(_ text: String) -> String? {
            do throws(DocumentError) { _ = try Dockerfile(parsing: Array(text.utf8)) } catch {
                return error.reason
            }
            return nil
        }
        let line = "RUN " + String(repeating: "x", count: Dockerfile.lineLimit - 5) + "\n"
        #expect(reason("FROM a\n" + line) == nil)
        #expect(reason("FROM a\nx" + line)?.hasPrefix("the line has more") == true)
        let many = String(repeating: "USER 1\n", count: Dockerfile.instructionLimit - 1)
        #expect(reason("FROM a\n" + many) == nil)
        #expect(reason("FROM a\n" + many + "USER 1")?.hasPrefix("more than 10000") == true)
        let large = String(repeating: "# x\n", count: Dockerfile.sizeLimit / 4)
        #expect(reason(large + "FROM a")?.hasPrefix("the file has more") == true)
    }
}

extension Range<Int> {
    fileprivate func contains(_ other: Range<Int>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
