using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PublicServices.Kernel;

/// <summary>The file types this system keeps.</summary>
public enum FileType
{
    /// <summary>A photo or a scan, <c>image/jpeg</c>.</summary>
    Jpeg,

    /// <summary>A screenshot or a scan, <c>image/png</c>.</summary>
    Png,

    /// <summary>A document, <c>application/pdf</c>.</summary>
    Pdf,
}

/// <summary>What an upload of one purpose may be.</summary>
/// <param name="Accepted">Types accepted, at least one.</param>
/// <param name="MaxBytes">Largest file; at most <see cref="IBlobStore.MaxBytes"/>.</param>
/// <param name="Image">Bounds of an image's sides; <see cref="ImageBounds.Any"/> unless the purpose is stricter.</param>
public sealed record FileRule(IReadOnlyList<FileType> Accepted, int MaxBytes, ImageBounds? Image = null);

/// <summary>How large an image may be once somebody opens it, whatever its file's size.</summary>
/// <param name="MinSide">Shortest side allowed, pixels.</param>
/// <param name="MaxSide">Longest side allowed, pixels.</param>
/// <param name="MaxPixels">Width times height allowed: four bytes of memory each in an officer's browser.</param>
public sealed record ImageBounds(int MinSide, int MaxSide, long MaxPixels)
{
    /// <summary>Any camera's photo up to 100 megapixels and no decompression bomb.</summary>
    public static readonly ImageBounds Any = new(1, 20_000, 100_000_000);
}

/// <summary>A file whose content is what it says it is.</summary>
/// <param name="Type">Type found in the content.</param>
/// <param name="Content">
/// What was checked, and therefore what to scan, hash and store. Bytes that follow a picture's end (a phone's video or
/// gain map) are not part of it.
/// </param>
/// <param name="WidthPixels">Of an image, as stored, before any rotation its metadata asks for; null for a document.</param>
/// <param name="HeightPixels">Likewise.</param>
public sealed record CheckedFile(FileType Type, ReadOnlyMemory<byte> Content, int? WidthPixels = null, int? HeightPixels = null)
{
    /// <summary>The content type to serve it as.</summary>
    public string ContentType => FileCheck.ContentTypeOf(Type);
}

/// <summary>
/// Decides from the bytes alone whether an upload may be kept: content against declared type against extension, whole,
/// of one format only, and harmless to open as far as its structure tells. Malware is a scanner's business
/// (<see cref="IFileScanner"/>).
/// </summary>
public static class FileCheck
{
    /// <summary>Where readers of other formats look for their own header; a file that has one there is two files.</summary>
    private const int HeaderWindowBytes = 1024;

    /// <summary>A ZIP directory's end, with its comment, lies within this many bytes of a file's end.</summary>
    private const int ZipWindowBytes = 22 + ushort.MaxValue;

    /// <summary>Checks an upload against a rule.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="fileName">As the client named it; only its extension counts, and only when it has one.</param>
    /// <param name="declaredType">Content type the client declared; null, empty or <c>application/octet-stream</c> declares nothing.</param>
    /// <param name="rule">What the purpose allows.</param>
    /// <returns>The file as it may be kept, or a refusal <c>FILE-001</c> to <c>FILE-011</c> of <see cref="FileProblems"/>.</returns>
    public static Result<CheckedFile> Check(ReadOnlyMemory<byte> content, string? fileName, string? declaredType, FileRule rule)
    {
        if (content.IsEmpty) return FileProblems.Empty;
        if (content.Length > rule.MaxBytes) return FileProblems.TooLarge(rule.MaxBytes);

        var bytes = content.Span;
        if (TypeOf(bytes) is not { } type)
        {
            return ModernPhotoName(bytes) is { } name
                ? FileProblems.ModernPhoto(name)
                : FileProblems.NotAccepted(rule.Accepted);
        }

        if (!rule.Accepted.Contains(type)) return FileProblems.NotAccepted(rule.Accepted);
        if (!Agrees(type, declaredType, fileName)) return FileProblems.NotWhatItSays(type);
        if (IsAnotherFormatToo(bytes, type)) return FileProblems.SeveralFormats;

        return type switch
        {
            FileType.Pdf => CheckPdf(content),
            FileType.Jpeg => CheckImage(content, type, ImageHeader.OfJpeg(bytes), rule),
            _ => CheckImage(content, type, ImageHeader.OfPng(bytes), rule),
        };
    }

    /// <summary>
    /// Decides from what is announced of a file whether it is worth sending: on a bad connection nobody should wait minutes
    /// for a refusal. What is not refused here is still checked by its content.
    /// </summary>
    /// <param name="sizeBytes">Size of the whole file.</param>
    /// <param name="fileName">As the client named it.</param>
    /// <param name="declaredType">Content type the client declared, if any.</param>
    /// <param name="rule">What the purpose allows.</param>
    /// <returns>A refusal <c>FILE-001</c> to <c>FILE-005</c>; null when it may be sent.</returns>
    public static Problem? Announced(long sizeBytes, string? fileName, string? declaredType, FileRule rule)
    {
        if (sizeBytes <= 0) return FileProblems.Empty;
        if (sizeBytes > rule.MaxBytes) return FileProblems.TooLarge(rule.MaxBytes);
        if (Extension(fileName) is "heic" or "heif" or "avif" or "webp") return FileProblems.ModernPhoto(Extension(fileName)!.ToUpperInvariant());
        if (!Declares(declaredType, out var declared)) return null;
        return declared is { } type && rule.Accepted.Contains(type) ? null : FileProblems.NotAccepted(rule.Accepted);
    }

    /// <summary>The content type of a file type.</summary>
    public static string ContentTypeOf(FileType type) => type switch
    {
        FileType.Jpeg => "image/jpeg",
        FileType.Png => "image/png",
        _ => "application/pdf",
    };

    private static Result<CheckedFile> CheckImage(ReadOnlyMemory<byte> content, FileType type, ImageHeader? header, FileRule rule)
    {
        if (header is not { } image) return FileProblems.Damaged;

        var bounds = rule.Image ?? ImageBounds.Any;
        if (Math.Min(image.Width, image.Height) < bounds.MinSide) return FileProblems.ImageTooSmall(bounds.MinSide);
        if (Math.Max(image.Width, image.Height) > bounds.MaxSide || (long)image.Width * image.Height > bounds.MaxPixels)
            return FileProblems.ImageTooLarge(bounds);

        return new CheckedFile(type, content[..image.LengthBytes], image.Width, image.Height);
    }

    private static Result<CheckedFile> CheckPdf(ReadOnlyMemory<byte> content) => PdfCheck.Of(content.Span) switch
    {
        PdfFinding.Clean => new CheckedFile(FileType.Pdf, content),
        PdfFinding.Encrypted => FileProblems.PdfProtected,
        PdfFinding.Active => FileProblems.PdfActive,
        _ => FileProblems.Damaged,
    };

    private static FileType? TypeOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(ImageHeader.JpegStart)) return FileType.Jpeg;
        if (bytes.StartsWith(ImageHeader.PngSignature)) return FileType.Png;
        return bytes.StartsWith(PdfCheck.Header) ? FileType.Pdf : null;
    }

    /// <summary>Photo formats that phones make and that not every officer's computer opens; they deserve a better answer than "no".</summary>
    private static string? ModernPhotoName(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12) return null;
        if (bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8)) return "WEBP";
        if (!bytes[4..].StartsWith("ftyp"u8)) return null;
        return Encoding.ASCII.GetString(bytes[8..12]) switch
        {
            "heic" or "heix" or "hevc" or "hevx" or "heim" or "heis" or "mif1" or "msf1" => "HEIC",
            "avif" or "avis" => "AVIF",
            _ => null,
        };
    }

    private static bool Agrees(FileType type, string? declaredType, string? fileName) =>
        (Declares(declaredType, out var declared) is false || declared == type)
        && (Extension(fileName) is not { } extension || TypeOfExtension(extension) == type);

    /// <summary>True when the client declared something; <paramref name="declared"/> is null when that is no type we keep.</summary>
    private static bool Declares([NotNullWhen(true)] string? contentType, out FileType? declared)
    {
        var name = (contentType ?? "").Split(';', 2)[0].Trim().ToLowerInvariant();
        declared = name switch
        {
            "image/jpeg" or "image/jpg" or "image/pjpeg" => FileType.Jpeg,
            "image/png" or "image/x-png" => FileType.Png,
            "application/pdf" or "application/x-pdf" => FileType.Pdf,
            _ => null,
        };
        return name is not ("" or "application/octet-stream");
    }

    private static string? Extension(string? fileName)
    {
        var dot = fileName?.LastIndexOf('.') ?? -1;
        return dot < 0 ? null : fileName![(dot + 1)..].Trim().ToLowerInvariant();
    }

    private static FileType? TypeOfExtension(string extension) => extension switch
    {
        "jpg" or "jpeg" or "jpe" or "jfif" => FileType.Jpeg,
        "png" => FileType.Png,
        "pdf" => FileType.Pdf,
        _ => null,
    };

    private static bool IsAnotherFormatToo(ReadOnlySpan<byte> bytes, FileType type)
    {
        var head = bytes[..Math.Min(bytes.Length, HeaderWindowBytes)];
        if (type != FileType.Pdf && head.IndexOf(PdfCheck.Header) >= 0) return true;
        foreach (var tag in (ReadOnlySpan<string>)["<script", "<html", "<!doctype", "<svg", "<?php"])
        {
            if (ContainsIgnoringCase(head, tag)) return true;
        }

        // The end-of-directory record with its two disk numbers, which are zero in every archive of one file: four bytes
        // alone turn up by chance once in 65,000 photos.
        var tail = bytes[Math.Max(0, bytes.Length - ZipWindowBytes)..];
        return tail.IndexOf("PK\u0005\u0006\0\0\0\0"u8) >= 0;
    }

    private static bool ContainsIgnoringCase(ReadOnlySpan<byte> bytes, string lowerTag)
    {
        for (var i = 0; i + lowerTag.Length <= bytes.Length; i++)
        {
            var found = true;
            for (var j = 0; found && j < lowerTag.Length; j++)
                found = (char)(bytes[i + j] is >= (byte)'A' and <= (byte)'Z' ? bytes[i + j] | 0x20 : bytes[i + j]) == lowerTag[j];
            if (found) return true;
        }

        return false;
    }
}
