extension JSON {
    /// The document on one line, the members of each object sorted by name: the same value, the same bytes.
    package var serialized: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    /// The document as text.
    package var description: String { String(decoding: serialized, as: UTF8.self) }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .null: output += Array("null".utf8)
        case .bool(let value): output += Array((value ? "true" : "false").utf8)
        case .int(let value): output += Array(String(value).utf8)
        case .double(let value): output += Array("\(value)".utf8)
        case .string(let value): Self.write(value, to: &output)
        case .array(let items):
            output.append(0x5b)
            for (index, item) in items.enumerated() {
                if index > 0 { output.append(0x2c) }
                item.write(to: &output)
            }
            output.append(0x5d)
        case .object(let members):
            output.append(0x7b)
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { output.append(0x2c) }
                Self.write(member.key, to: &output)
                output.append(0x3a)
                member.value.write(to: &output)
            }
            output.append(0x7d)
        }
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22: output += [0x5c, 0x22]
            case 0x5c: output += [0x5c, 0x5c]
            case 0x0a: output += [0x5c, 0x6e]
            case 0x0d: output += [0x5c, 0x72]
            case 0x09: output += [0x5c, 0x74]
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                output += Array(
                    "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
            default: output.append(byte)
            }
        }
        output.append(0x22)
    }
}
