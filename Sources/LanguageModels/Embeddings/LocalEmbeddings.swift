internal import Basics
internal import FoundationEssentials

/// The MiniLM that `Scripts/setup-embeddings` installs, run by a process that knows nothing but the texts.
///
/// The process starts with an empty environment, gives up its network, ends with the thread that waits for it, and is killed at
/// its deadline. Starting it and reading the weights costs about a second, so many texts go at once.
package struct LocalEmbeddings: Sendable {
    /// What the program and the process must agree on.
    static let protocolVersion = 1
    /// The most texts of one process.
    static let maximumTexts = 1024
    private static let manifestLimit = 16 << 10

    /// What the vectors depend on besides the text.
    package var id: String { manifest.model }
    private let folder: String
    private let manifest: Manifest

    /// What the installation says of itself, and what the process says before its first vector.
    struct Manifest: Decodable, Hashable, Sendable {
        var `protocol`: Int
        var model: String
        var dimensions: Int
    }

    /// The model that is installed in a folder.
    package init(folder: String) throws(EmbeddingError) {
        self.folder = folder
        let file = "\(folder)/manifest.json"
        let bytes: [UInt8]
        do throws(BoundedFile.Refusal) {
            bytes = try BoundedFile.bytes(of: file, limit: Self.manifestLimit)
        } catch {
            throw Self.absence(folder, error.reason(limit: Self.manifestLimit))
        }
        manifest = try Self.manifest(bytes, of: folder)
    }

    private static func manifest(
        _ bytes: [UInt8], of folder: String
    ) throws(EmbeddingError) -> Manifest {
        guard let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(bytes)),
            manifest.protocol == protocolVersion, (1...8192).contains(manifest.dimensions)
        else { throw absence(folder, "it was installed by another version of complybot") }
        return manifest
    }

    private static func absence(_ folder: String, _ reason: String) -> EmbeddingError {
        EmbeddingError(
            .notInstalled, on: folder, because: "the local model is not there: \(reason)",
            remedy: "install it with Scripts/setup-embeddings \(folder)")
    }

    /// A vector for each text, in their order.
    package func embed(_ texts: [String]) async throws -> [[Float]] {
        var vectors: [[Float]] = []
        for start in stride(from: 0, to: texts.count, by: Self.maximumTexts) {
            let part = texts[start..<min(start + Self.maximumTexts, texts.count)]
            vectors += try await self.vectors(of: Array(part))
        }
        return vectors
    }

    private func vectors(of texts: [String]) async throws -> [[Float]] {
        var process = Subprocess(
            "\(folder)/venv/bin/python", ["-I", "-B", "\(folder)/encode.py", "\(folder)/model"],
            environment: ["LANG": "C.UTF-8"])
        process.standardInput = texts.flatMap { Array(JSONValue.string($0).text().utf8) + [0x0a] }
        // Four bytes a number become 16/3 characters; half of what is kept is the tail, so all must fit in the head.
        process.outputLimit = 2 * ((texts.count + 1) * (manifest.dimensions * 6 + 64) + 4096)
        // A text takes some 50 ms on an idle core; a busy machine gets forty times that.
        process.timeLimit = .seconds(120) + .seconds(2) * texts.count
        let result = try await process.run()
        guard result.isSuccess else { throw failure(result) }
        return try Self.vectors(in: result.output.bytes, count: texts.count, as: manifest, id)
    }

    private func failure(_ result: Subprocess.Result) -> EmbeddingError {
        let words = result.errorOutput.text.split(separator: "\n").last.map {
            String($0.prefix(200))
        }
        if case .timeLimit? = result.stop {
            return EmbeddingError(
                .timeout, on: id, because: "the model's process did not end in time")
        }
        return EmbeddingError(
            .unavailable, on: id,
            because:
                "the model's process failed: \(words ?? "status \(result.termination.status)")",
            remedy: "install it anew with Scripts/setup-embeddings \(folder)")
    }

    /// What the process wrote: its manifest, then a vector a line as base64 of 32-bit floats.
    static func vectors(
        in output: [UInt8], count: Int, as manifest: Manifest, _ name: String
    ) throws(EmbeddingError) -> [[Float]] {
        let lines = output.split(separator: 0x0a)
        guard lines.count == count + 1,
            let said = try? JSONDecoder().decode(Manifest.self, from: Data(lines[0])),
            said == manifest
        else {
            throw EmbeddingError(
                .malformed, on: name,
                because: "the model's process is not the one that was installed")
        }
        var vectors: [[Float]] = []
        for line in lines.dropFirst() {
            guard line.count >= 2,
                let data = Data(base64Encoded: Data(line.dropFirst().dropLast())),
                data.count == manifest.dimensions * 4
            else { throw EmbeddingError(.malformed, on: name, because: "a vector is none") }
            vectors.append(numbers(in: Array(data)))
        }
        return vectors
    }

    private static func numbers(in bytes: [UInt8]) -> [Float] {
        stride(from: 0, to: bytes.count, by: 4).map { start in
            let pattern = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
            return Float(bitPattern: pattern)
        }
    }
}
