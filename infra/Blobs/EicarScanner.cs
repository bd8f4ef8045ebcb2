using PublicServices.Kernel;

namespace PublicServices.Infra.Blobs;

/// <summary>Finds the industry's harmless test file and nothing else; stands in for a scanner in Development.</summary>
/// <remarks>Source: eicar.org, the anti-malware test file.</remarks>
public sealed class EicarScanner : IFileScanner
{
    /// <summary>The name ClamAV gives it.</summary>
    public const string Name = "Eicar-Test-Signature";

    // In two parts, so that a scanner on a developer's machine does not take this program for the test file.
    private static readonly byte[] Signature = [.. "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"u8, .. "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"u8];

    public ValueTask<string?> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        ValueTask.FromResult(content.Span.IndexOf(Signature) >= 0 ? Name : null);
}
