import Kernels

/// What can be wrong with a weights file; never a crash.
public enum WeightsError: Error, Equatable, CustomStringConvertible {
    /// The system would not open, read or write the file.
    case file(FileError)
    /// Not safetensors at all, or safetensors that Parley did not write.
    case foreign(path: String, reason: String)
    /// Shorter than its header says.
    case truncated(path: String, byteCount: Int, neededByteCount: Int)
    /// The header contradicts itself or the file.
    case malformed(path: String, reason: String)
    /// The tensors' bytes are not those that were written.
    case damaged(path: String)
    /// Written by a newer Parley.
    case newerVersion(path: String, version: Int, supported: Int)
    /// A tensor or a setting that this program needs is not there, or has another shape.
    case missing(path: String, what: String)

    public var description: String {
        switch self {
        case .file(let error):
            error.description
        case .foreign(let path, let reason):
            "\(path): not a Parley weights file: \(reason). "
                + "Give a .safetensors file made by “parley distill export”."
        case .truncated(let path, let byteCount, let needed):
            "\(path): cut short: \(byteCount) bytes where \(needed) are needed. "
                + "Copy or download the file again."
        case .malformed(let path, let reason):
            "\(path): malformed header: \(reason). Copy or download the file again."
        case .damaged(let path):
            "\(path): damaged: the tensors do not match their checksum. "
                + "Copy or download the file again."
        case .newerVersion(let path, let version, let supported):
            "\(path): format \(version), but this parley reads up to format \(supported). "
                + "Update parley, or use older weights."
        case .missing(let path, let what):
            "\(path): \(what). Use weights that fit this version of parley."
        }
    }
}
