using System.Security.Cryptography;
using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Stands for a reference of somebody else's in ids: references have any length and any characters.</summary>
public static class ReferenceKey
{
    /// <summary>26 characters; the same for references that differ only in case and surrounding space.</summary>
    public static string Of(string reference)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(reference.Trim().ToUpperInvariant()), hash);
        return IdSource.Encode(hash);
    }
}
