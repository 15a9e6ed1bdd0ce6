internal import Basics

/// One scalar of a source line as a terminal shows it.
struct DisplayCell: Equatable {
    /// What is printed: the scalar, blanks for a tab, or an escape.
    var text: String
    /// How many columns it takes: none for a mark that sits on the scalar before it.
    var width: Int
    /// Its first byte in the line.
    var offset: Int

    static let tabWidth = 4
    /// More marks on one scalar than these are shown as escapes: a tower of them hides the lines above.
    private static let maximumMarks = 3

    /// The cells of a line; bytes that are no UTF-8 show as U+FFFD, and what a reader would not see as an escape.
    static func cells(of line: ArraySlice<UInt8>) -> [DisplayCell] {
        var cells: [DisplayCell] = []
        var parser = Unicode.UTF8.ForwardParser()
        var bytes = line.makeIterator()
        var offset = line.startIndex
        var column = 0
        var marks = 0
        while true {
            var cell: DisplayCell
            let length: Int
            switch parser.parseScalar(from: &bytes) {
            case .emptyInput: return cells
            case .error(let count):
                length = count
                cell = DisplayCell(text: "\u{fffd}", width: 1, offset: offset)
            case .valid(let encoded):
                length = encoded.count
                cell = Self.cell(Unicode.UTF8.decode(encoded), at: offset, column: column)
            }
            marks = cell.width == 0 ? marks + 1 : 0
            if marks > maximumMarks || marks > 0 && cells.isEmpty { cell = cell.escaped }
            offset += length
            column += cell.width
            cells.append(cell)
        }
    }

    private static func cell(
        _ scalar: Unicode.Scalar, at offset: Int, column: Int
    ) -> DisplayCell {
        if scalar == "\t" {
            let width = tabWidth - column % tabWidth
            return DisplayCell(
                text: String(repeating: " ", count: width), width: width, offset: offset)
        }
        let text = String(scalar).escapedForTerminal
        return DisplayCell(
            text: text,
            width: text.utf8.first == 0x5c && scalar != "\\" ? text.count : width(of: scalar),
            offset: offset)
    }

    private var escaped: DisplayCell {
        let text = text.unicodeScalars.map { "\\u{\(String($0.value, radix: 16))}" }.joined()
        return DisplayCell(text: text, width: text.count, offset: offset)
    }

    /// The columns of a scalar that is shown as it is: none, one, or two as in East Asian scripts and emoji.
    static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        if (0x1160...0x11ff).contains(scalar.value) { return 0 }
        return wide.contains { $0.contains(scalar.value) } || scalar.properties.isEmojiPresentation
            ? 2 : 1
    }

    /// The blocks of Unicode whose characters are as wide as two of the others.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f,
        0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60,
        0xffe0...0xffe6, 0x16fe0...0x18cff, 0x1b000...0x1b2ff, 0x1f200...0x1f2ff,
        0x20000...0x3fffd,
    ]
}
