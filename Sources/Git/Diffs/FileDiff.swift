internal import CGit2
internal import Snapshots

/// The diff of one file: a header of our own, for modes and names, and libgit2's hunks.
struct FileDiff {
    let path: RepositoryPath
    let old: MemorySnapshot.File?
    let new: MemorySnapshot.File?

    func text() throws(GitError) -> [UInt8] {
        let (hunks, isBinary) = try hunks()
        var output = header(fullIDs: isBinary)
        guard !hunks.isEmpty else { return output }
        if !isBinary {
            output += nameLine("---", "a/", exists: old != nil)
            output += nameLine("+++", "b/", exists: new != nil)
        }
        return output + hunks
    }

    private func header(fullIDs: Bool) -> [UInt8] {
        var output = Array("diff --git ".utf8) + quoted("a/") + [0x20] + quoted("b/") + [0x0a]
        func line(_ text: String) { output += text.utf8 + [0x0a] }
        func id(_ file: MemorySnapshot.File?) -> String {
            let id =
                file.map { GitBlobID.of($0.bytes) }
                ?? ObjectID(bytes: Array(repeating: 0, count: 20))
            return fullIDs ? id.description : id.short
        }
        let index = "index \(id(old))..\(id(new))"
        switch (old, new) {
        case (nil, let new?):
            line("new file mode \(octal(new.mode))")
            line(index)
        case (let old?, nil):
            line("deleted file mode \(octal(old.mode))")
            line(index)
        case (let old?, let new?) where old.mode != new.mode:
            line("old mode \(octal(old.mode))")
            line("new mode \(octal(new.mode))")
            if old.bytes != new.bytes { line(index) }
        case (let old?, _): line("\(index) \(octal(old.mode))")
        case (nil, nil): break
        }
        return output
    }

    private func octal(_ mode: FileMode) -> String { String(mode.rawValue, radix: 8) }

    private func nameLine(_ mark: String, _ prefix: String, exists: Bool) -> [UInt8] {
        guard exists else { return Array("\(mark) /dev/null\n".utf8) }
        // A tab ends a name with spaces, so that tools do not take what follows for a date.
        let end: [UInt8] = path.bytes.contains(0x20) ? [0x09, 0x0a] : [0x0a]
        return Array("\(mark) ".utf8) + quoted(prefix) + end
    }

    /// The path as git writes it: in quotes with octal escapes when it holds anything but plain ASCII.
    private func quoted(_ prefix: String) -> [UInt8] {
        let bytes = Array(prefix.utf8) + path.bytes
        let needsQuotes = bytes.contains {
            $0 < 0x20 || $0 >= 0x7f || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
        }
        guard needsQuotes else { return bytes }
        var output: [UInt8] = [UInt8(ascii: "\"")]
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
            case 0x20..<0x7f: output.append(byte)
            default:
                output.append(UInt8(ascii: "\\"))
                output += [byte >> 6, byte >> 3 & 7, byte & 7].map { UInt8(ascii: "0") + $0 }
            }
        }
        return output + [UInt8(ascii: "\"")]
    }

    /// The hunks, or a binary patch; empty when the contents are equal.
    private func hunks() throws(GitError) -> (text: [UInt8], isBinary: Bool) {
        guard (old?.bytes ?? []) != (new?.bytes ?? []) else { return ([], false) }
        Library.start()
        let call = GitCall("compare the file", on: path.description)
        var options = git_diff_options()
        try call.check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)))
        options.flags = GIT_DIFF_SHOW_BINARY.rawValue | GIT_DIFF_INDENT_HEURISTIC.rawValue
        var patch: OpaquePointer?
        defer { git_patch_free(patch) }
        // An absent side goes in as an empty buffer with a name, which gives the same hunks.
        let status = (old?.bytes ?? []).withUnsafeBytes { before in
            (new?.bytes ?? []).withUnsafeBytes { after in
                git_patch_from_buffers(
                    &patch, before.baseAddress ?? Self.nothing, before.count, "file",
                    after.baseAddress ?? Self.nothing, after.count, "file", &options)
            }
        }
        try call.check(status)
        var collected = Collected()
        let printed = withUnsafeMutablePointer(to: &collected) {
            git_patch_print(patch, collect, $0)
        }
        try call.check(printed)
        return (collected.text, collected.isBinary)
    }

    /// An address for a buffer of no bytes; never read nor written.
    private static nonisolated(unsafe) let nothing = UnsafeRawPointer(
        UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))
}

/// What the callback of one print has gathered; lives on the stack of the call that prints.
private struct Collected {
    var text: [UInt8] = []
    var isBinary = false
}

private func collect(
    _: UnsafePointer<git_diff_delta>?, _: UnsafePointer<git_diff_hunk>?,
    _ line: UnsafePointer<git_diff_line>?, _ payload: UnsafeMutableRawPointer?
) -> Int32 {
    guard let line = line?.pointee, let payload, let content = line.content else { return 0 }
    let origin = UInt8(bitPattern: line.origin)
    if origin == UInt8(ascii: "F") { return 0 }
    let collected = payload.assumingMemoryBound(to: Collected.self)
    if origin == UInt8(ascii: "B") { collected.pointee.isBinary = true }
    if [UInt8(ascii: " "), UInt8(ascii: "+"), UInt8(ascii: "-")].contains(origin) {
        collected.pointee.text.append(origin)
    }
    collected.pointee.text += UnsafeRawBufferPointer(start: content, count: line.content_len)
    return 0
}
