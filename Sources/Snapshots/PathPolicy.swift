/// Which paths of a repository are looked at, and which may be written.
///
/// libgit2's tree walk hands out `..`, `.git` and `/abs` without complaint, so every entry passes here first.
package enum PathPolicy {
    /// The longest path, in bytes.
    package static let maximumPathLength = 4096
    /// The longest component, in bytes.
    package static let maximumComponentLength = 255
    /// The deepest path that is read, in components.
    package static let maximumDepth = 256
    /// The deepest path that is written, in components.
    package static let maximumWritableDepth = 32

    /// Why a path is not even read; nil when it may be.
    package static func refusal(reading path: RepositoryPath) -> String? {
        if path.bytes.isEmpty { return "empty path" }
        if path.bytes.count > maximumPathLength {
            return "path longer than \(maximumPathLength) bytes"
        }
        let components = path.components
        if components.count > maximumDepth { return "path deeper than \(maximumDepth) folders" }
        for component in components {
            if let reason = refusal(reading: component) { return reason }
        }
        return nil
    }

    /// Why nothing may be created or changed at a path; nil when it may be.
    ///
    /// Stricter than reading: what would be unusual, invisible or not portable is left to people.
    package static func refusal(writing path: RepositoryPath) -> String? {
        if let reason = refusal(reading: path) { return reason }
        let components = path.components
        if components.count > maximumWritableDepth {
            return "path deeper than \(maximumWritableDepth) folders"
        }
        guard let text = String(validating: path.bytes, as: UTF8.self) else {
            return "path is not UTF-8"
        }
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                return "path holds an invisible character"
            default: break
            }
        }
        for component in components {
            let name = String(decoding: component, as: UTF8.self)
            if name.hasSuffix(".") || name.hasSuffix(" ") { return "name ends in a dot or a space" }
            let stem = name.prefix { $0 != "." }.lowercased()
            if reservedOnWindows.contains(stem) { return "name is reserved on Windows" }
            if name.contains(where: { "<>:\"|?*".contains($0) }) {
                return "name holds a character that Windows refuses"
            }
        }
        return nil
    }

    private static let reservedOnWindows: Set<String> = Set(
        ["con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })

    private static func refusal(reading component: ArraySlice<UInt8>) -> String? {
        if component.isEmpty { return "empty name in the path" }
        if component.count > maximumComponentLength {
            return "name longer than \(maximumComponentLength) bytes"
        }
        if component.elementsEqual(".".utf8) || component.elementsEqual("..".utf8) {
            return "path leaves its folder"
        }
        if component.contains(0) { return "NUL in the path" }
        if component.contains(UInt8(ascii: "\\")) { return "backslash in the path" }
        return isGitDirectory(component) ? "name stands for .git" : nil
    }

    /// Whether a name is, or becomes on some file system, `.git`.
    ///
    /// HFS+ ignores certain code points and folds case; NTFS drops trailing dots and spaces, takes `:` as the
    /// start of a stream, and has the short name `git~1`.
    private static func isGitDirectory(_ component: ArraySlice<UInt8>) -> Bool {
        // Every such name has a `g` or `G` within its first four bytes that are not ignorable; cheap to rule out.
        guard component.contains(where: { $0 | 0x20 == UInt8(ascii: "g") }), component.count <= 64
        else {
            return false
        }
        let visible = String(decoding: component, as: UTF8.self).unicodeScalars.filter { scalar in
            !ignorableOnHFS.contains(where: { $0.contains(scalar.value) })
        }
        var name = String(String.UnicodeScalarView(visible)).lowercased()[...]
        if let colon = name.firstIndex(of: ":") { name = name[..<colon] }
        while let last = name.last, last == "." || last == " " { name.removeLast() }
        return name == ".git" || name == "git~1"
    }

    private static let ignorableOnHFS: [ClosedRange<UInt32>] = [
        0x200c...0x200f, 0x202a...0x202e, 0x206a...0x206f, 0xfeff...0xfeff,
    ]
}
