package import Basics

/// A splice: the bytes of `range` become `replacement`.
package struct TextEdit: Hashable, Sendable, Comparable {
    /// The bytes that go away; empty for an insertion.
    package let range: Range<Int>
    /// The bytes that take their place; empty for a deletion.
    package let replacement: [UInt8]

    /// A splice from its parts.
    package init(range: Range<Int>, replacement: [UInt8]) {
        self.range = range
        self.replacement = replacement
    }

    /// An insertion before the byte at `offset`.
    package static func insertion(_ bytes: [UInt8], at offset: Int) -> TextEdit {
        TextEdit(range: offset..<offset, replacement: bytes)
    }

    /// The order in which edits are applied: by start, then end, then replacement.
    package static func < (left: TextEdit, right: TextEdit) -> Bool {
        if left.range.lowerBound != right.range.lowerBound {
            return left.range.lowerBound < right.range.lowerBound
        }
        if left.range.upperBound != right.range.upperBound {
            return left.range.upperBound < right.range.upperBound
        }
        return left.replacement.lexicographicallyPrecedes(right.replacement)
    }
}

/// Why edits cannot be applied together.
package enum EditError: Error, Hashable, Sendable {
    /// Two edits want the same bytes.
    case overlap(TextEdit, TextEdit)
    /// An edit reaches beyond the text.
    case outOfRange(TextEdit, length: Int)
}

extension EditError: DiagnosableError {
    package var diagnostic: Diagnostic {
        switch self {
        case .overlap(let first, let second):
            Diagnostic(
                .incomplete, "apply edits", on: "bytes \(first.range) and \(second.range)",
                because: "they overlap")
        case .outOfRange(let edit, let length):
            Diagnostic(
                .incomplete, "apply an edit", on: "bytes \(edit.range)",
                because: "the text has only \(length) bytes")
        }
    }
}

extension Collection where Element == TextEdit {
    /// The text after all edits at once; every range counts in the original bytes.
    ///
    /// The order of the collection does not matter and an edit given twice counts once. Insertions at one
    /// offset follow each other in the order of `TextEdit`, and stand before a replacement that starts there.
    package func applied(to bytes: [UInt8]) throws(EditError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + reduce(0) { $0 + $1.replacement.count })
        var position = 0
        var previous: TextEdit?
        for edit in sorted() where edit != previous {
            guard edit.range.lowerBound >= 0, edit.range.upperBound <= bytes.count else {
                throw .outOfRange(edit, length: bytes.count)
            }
            if let previous, edit.range.lowerBound < position { throw .overlap(previous, edit) }
            result += bytes[position..<edit.range.lowerBound]
            result += edit.replacement
            position = edit.range.upperBound
            previous = edit
        }
        return result + bytes[position...]
    }
}
