using PublicServices.Kernel;

namespace PublicServices.Infra.Sheets;

/// <summary>Reads a sheet as what its first bytes say it is; its name and declared type say nothing reliable.</summary>
public sealed class SheetReader : ISheetReader
{
    private const int ProbeBytes = 1024;

    private static ReadOnlySpan<byte> Zip => "PK\u0003\u0004"u8;

    /// <summary>Old Excel files, and new ones locked by a password.</summary>
    private static ReadOnlySpan<byte> CompoundFile => [0xD0, 0xCF, 0x11, 0xE0];

    public Result<Sheet> Read(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var bytes = content.Span;
        if (bytes.IsEmpty) return SheetProblems.Empty;
        if (bytes.Length > Sheet.MaxBytes) return SheetProblems.TooLarge;
        if (bytes.StartsWith(CompoundFile)) return SheetProblems.Damaged;
        if (bytes.StartsWith(Zip)) return XlsxSheet.Read(content, cancellationToken);
        return LooksBinary(bytes) ? SheetProblems.NotASheet : CsvSheet.Read(bytes, cancellationToken);
    }

    private static bool LooksBinary(ReadOnlySpan<byte> bytes)
    {
        if (CsvText.HasUtf16Mark(bytes)) return false;
        if (bytes.StartsWith("%PDF-"u8)) return true;
        foreach (var b in bytes[..Math.Min(bytes.Length, ProbeBytes)])
        {
            if (b < ' ' && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n')) return true;
        }

        return false;
    }
}
