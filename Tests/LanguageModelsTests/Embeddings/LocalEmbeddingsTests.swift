import Basics
import Foundation
import TestSupport
import Testing

@testable import LanguageModels

@Suite("The embedding model on this machine")
struct LocalEmbeddingsTests {
    private static let manifest = "{\"protocol\": 1, \"model\": \"mini@1\", \"dimensions\": 2}"

    /// An installation whose Python is a shell script.
    private func installation(_ script: String, manifest: String = manifest) throws
        -> TemporaryDirectory
    {
        let folder = try TemporaryDirectory()
        try folder.write(manifest, to: "manifest.json")
        try folder.write("#!/bin/sh\n\(script)\n", to: "venv/bin/python")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.path + "/venv/bin/python")
        return folder
    }

    private func line(_ numbers: [Float]) -> String {
        let bytes = numbers.flatMap {
            withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) }
        }
        return "\"\(Data(bytes).base64EncodedString())\""
    }

    @Test("texts go in as lines of JSON with nothing of our environment, and vectors come back")
    func embedding() async throws {
        let folder = try installation(
            """
            /bin/cat > "${0%/*}/input"; /usr/bin/env > "${0%/*}/environment"
            echo '\(Self.manifest)'; echo '\(line([1, -2]))'; echo '\(line([0.5, 3e-20]))'
            """)
        let model = try LocalEmbeddings(folder: folder.path)
        #expect(model.id == "mini@1")
        #expect(try await model.embed(["a\nb", "\"c\""]) == [[1, -2], [0.5, 3e-20]])
        let input = try String(contentsOfFile: folder.path + "/venv/bin/input", encoding: .utf8)
        #expect(input == "\"a\\nb\"\n\"\\\"c\\\"\"\n")
        let environment = try String(
            contentsOfFile: folder.path + "/venv/bin/environment", encoding: .utf8)
        #expect(environment.contains("LANG=C.UTF-8") && !environment.contains("HOME="))
        #expect(try await model.embed([]).isEmpty)
    }

    @Test("a folder without the model is the user's to set up, with the command that does it")
    func missing() throws {
        let folder = try TemporaryDirectory()
        let error = #expect(throws: EmbeddingError.self) {
            try LocalEmbeddings(folder: folder.path)
        }
        #expect(error?.code == .notInstalled)
        #expect(error?.diagnostic.description.contains("Scripts/setup-embeddings") == true)
        for manifest in [
            "", "{}", Self.manifest.replacing("1,", with: "2,"),
            Self.manifest.replacing("2}", with: "0}"),
        ] {
            let folder = try installation("exit 0", manifest: manifest)
            #expect(throws: EmbeddingError.self) { try LocalEmbeddings(folder: folder.path) }
        }
    }

    @Test(
        "a process that fails, lies about its model or sends no vectors is refused",
        arguments: [
            (
                "echo 'Traceback' >&2; echo 'ValueError: bad' >&2; exit 1",
                EmbeddingError.Code.unavailable
            ),
            ("exit 0", .malformed), ("kill -9 $$", .unavailable),
            (
                "echo '{\"protocol\": 1, \"model\": \"other\", \"dimensions\": 2}'; echo '\"AACAPwAAgD8=\"'",
                .malformed
            ),
            ("echo '\(manifest)'; echo '\"AACAPw==\"'", .malformed),
            ("echo '\(manifest)'; echo '\"!\"'", .malformed),
            ("echo '\(manifest)'; echo '\"AACAPwAAgD8=\"'; echo '\"AACAPwAAgD8=\"'", .malformed),
            (
                "while :; do echo 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'; done | /usr/bin/head -c 300000",
                .malformed
            ),
        ])
    func refusals(script: String, code: EmbeddingError.Code) async throws {
        let folder = try installation("/bin/cat > /dev/null\n" + script)
        let model = try LocalEmbeddings(folder: folder.path)
        let error = await #expect(throws: EmbeddingError.self) { try await model.embed(["a"]) }
        #expect(error?.code == code)
        if code == .unavailable, script.contains("ValueError") {
            #expect(error?.detail.contains("ValueError: bad") == true)
        }
    }
}
