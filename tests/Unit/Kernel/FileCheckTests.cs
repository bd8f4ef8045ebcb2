using System.Text;
using CsCheck;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class FileCheckTests
{
    private static readonly FileRule Anything = new([FileType.Jpeg, FileType.Png, FileType.Pdf], 1024 * 1024);

    public static TheoryData<string, byte[], string> Honest => new()
    {
        { "photo.jpg", SampleFiles.Jpeg(), "image/jpeg" },
        { "PHOTO.JPEG", SampleFiles.Jpeg(progressive: true), "image/jpg" },
        { "scan.png", SampleFiles.Png(), "image/png" },
        { "học bạ.pdf", SampleFiles.Pdf(), "application/pdf; charset=binary" },
        { "no extension", SampleFiles.Pdf(), "application/octet-stream" },
        { "", SampleFiles.Png(), "" },
    };

    [Theory]
    [MemberData(nameof(Honest))]
    public void Check_HonestFile_IsKeptWhole(string name, byte[] content, string declared)
    {
        var file = FileCheck.Check(content, name, declared, Anything).Value;

        file.Content.ToArray().Should().Equal(content);
        declared.Should().BeOneOf(file.ContentType, "image/jpg", $"{file.ContentType}; charset=binary", "application/octet-stream", "");
    }

    [Theory]
    [InlineData("evil.pdf.exe", "image/jpeg")]
    [InlineData("photo.png", "image/jpeg")]
    [InlineData("photo.jpg", "image/png")]
    [InlineData("photo.jpg", "text/html")]
    [InlineData("photo.", "image/jpeg")]
    public void Check_NameOrTypeDisagreesWithContent_Refused(string name, string declared) =>
        CodeOf(SampleFiles.Jpeg(), name, declared).Should().Be("FILE-005");

    [Fact]
    public void Check_EmptyOrTooLarge_Refused()
    {
        CodeOf([]).Should().Be("FILE-001");
        CodeOf(SampleFiles.Jpeg(), rule: Anything with { MaxBytes = SampleFiles.Jpeg().Length }).Should().BeNull();
        CodeOf(SampleFiles.Jpeg(), rule: Anything with { MaxBytes = SampleFiles.Jpeg().Length - 1 }).Should().Be("FILE-002");
        FileProblems.TooLarge(1_572_864).Detail!.Vi.Should().Contain("1,5 MB");
    }

    [Fact]
    public void Check_TypeNotInRule_Refused() =>
        CodeOf(SampleFiles.Pdf(), rule: Anything with { Accepted = [FileType.Jpeg] }).Should().Be("FILE-003");

    [Theory]
    [InlineData("GIF89a-and-more", "FILE-003")]
    [InlineData("PK\u0003\u0004-a-document", "FILE-003")]
    [InlineData("RIFF1234WEBPVP8 ", "FILE-004")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0", "FILE-004")]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0", "FILE-004")]
    [InlineData("\0\0\0\u0018ftypisom\0\0\0\0", "FILE-003")]
    [InlineData("x", "FILE-003")]
    public void Check_OtherFormat_RefusedWithItsOwnAnswer(string content, string code) =>
        CodeOf(SampleFiles.Latin1(content)).Should().Be(code);

    [Fact]
    public void Check_ImageBounds_HoldOnBothEnds()
    {
        var rule = Anything with { Image = new ImageBounds(300, 1_000, 500_000) };

        CodeOf(SampleFiles.Jpeg(300, 400), rule: rule).Should().BeNull();
        CodeOf(SampleFiles.Jpeg(299, 400), rule: rule).Should().Be("FILE-007");
        CodeOf(SampleFiles.Png(1_000, 500), rule: rule).Should().BeNull();
        CodeOf(SampleFiles.Png(1_001, 400), rule: rule).Should().Be("FILE-008");
        CodeOf(SampleFiles.Png(1_000, 501), rule: rule).Should().Be("FILE-008");
    }

    [Fact]
    public void Check_DecompressionBomb_RefusedFromItsHeader()
    {
        CodeOf(SampleFiles.Png(65_000, 65_000)).Should().Be("FILE-008");
        CodeOf(SampleFiles.Png(int.MaxValue, int.MaxValue)).Should().Be("FILE-008");
        CodeOf(SampleFiles.Jpeg(ushort.MaxValue, ushort.MaxValue)).Should().Be("FILE-008");
    }

    [Fact]
    public void Check_ImageSize_IsRead()
    {
        var file = FileCheck.Check(SampleFiles.Jpeg(354, 472), null, null, Anything).Value;

        (file.WidthPixels, file.HeightPixels).Should().Be((354, 472));
    }

    [Fact]
    public void Check_BytesAfterAPicture_AreNotKept()
    {
        var jpeg = FileCheck.Check((byte[])[.. SampleFiles.Jpeg(), .. "MotionPhoto_Data"u8, .. new byte[500]], null, null, Anything).Value;
        var png = FileCheck.Check((byte[])[.. SampleFiles.Png(), 1, 2, 3], null, null, Anything).Value;

        jpeg.Content.ToArray().Should().Equal(SampleFiles.Jpeg());
        png.Content.ToArray().Should().Equal(SampleFiles.Png());
    }

    [Fact]
    public void Check_AnyTruncation_IsNeverAccepted()
    {
        foreach (var whole in new[] { SampleFiles.Jpeg(), SampleFiles.Jpeg(progressive: true), SampleFiles.Png(), SampleFiles.Pdf().AsSpan().TrimEnd((byte)'\n').ToArray() })
        {
            for (var length = 0; length < whole.Length; length++)
                CodeOf(whole[..length]).Should().NotBeNull($"{length} of {whole.Length} bytes are not a file");
        }
    }

    [Fact]
    public void Check_PictureWithoutSizeOrWithTwo_Refused()
    {
        CodeOf(SampleFiles.Jpeg(0, 400)).Should().Be("FILE-006");
        CodeOf(SampleFiles.Jpeg(400, 0)).Should().Be("FILE-006");
        CodeOf(SampleFiles.Png(-1, 400)).Should().Be("FILE-006");
        CodeOf([0xFF, 0xD8, 0xFF, 0xD9]).Should().Be("FILE-006");
    }

    [Fact]
    public void Check_Polyglot_Refused()
    {
        byte[] zipEnd = [.. "PK\u0005\u0006\0\0\0\0"u8, .. new byte[14]];

        CodeOf([.. SampleFiles.Jpeg(), .. zipEnd]).Should().Be("FILE-011");
        CodeOf([.. SampleFiles.Pdf(), .. zipEnd]).Should().Be("FILE-011");
        CodeOf([.. SampleFiles.Png()[..33], .. "%PDF-1.4"u8, .. SampleFiles.Png()[33..]]).Should().Be("FILE-011");
        CodeOf([.. SampleFiles.Jpeg()[..20], .. "<ScRipT>"u8, .. SampleFiles.Jpeg()[20..]]).Should().Be("FILE-011");
    }

    [Theory]
    [InlineData("", "/Encrypt 5 0 R", "FILE-009")]
    [InlineData("5 0 obj << /S /JavaScript /JS (app.alert) >> endobj", "", "FILE-010")]
    [InlineData("5 0 obj << /S /J#61vaScript >> endobj", "", "FILE-010")]
    [InlineData("5 0 obj << /Names << /EmbeddedFiles 6 0 R >> >> endobj", "", "FILE-010")]
    [InlineData("5 0 obj << /S /Launch /F (cmd.exe) >> endobj", "", "FILE-010")]
    [InlineData("5 0 obj << /Title (never closed >> endobj", "", "FILE-006")]
    [InlineData("5 0 obj << /Length 3 >> stream\nabc", "", "FILE-006")]
    public void Check_PdfThatNoScannerMakes_Refused(string objects, string trailer, string code) =>
        CodeOf(SampleFiles.Pdf(objects, trailer)).Should().Be(code);

    [Theory]
    [InlineData("% a comment about /JavaScript\n5 0 obj << /Title (/JS) >> endobj")]
    [InlineData("5 0 obj << /Length 12 >> stream\n/JS /Encrypt\nendstream endobj")]
    [InlineData("5 0 obj << /JSX 1 /Launcher 2 >> endobj")]
    public void Check_PdfThatOnlyMentionsThem_Kept(string objects) => CodeOf(SampleFiles.Pdf(objects)).Should().BeNull();

    [Fact]
    public void Check_PdfObjectStream_IsLookedThrough()
    {
        CodeOf(SampleFiles.Pdf(SampleFiles.ObjectStream("5 0 << /Type /Page >>"))).Should().BeNull();
        CodeOf(SampleFiles.Pdf(SampleFiles.ObjectStream("5 0 << /S /JavaScript >>"))).Should().Be("FILE-010");
        CodeOf(SampleFiles.Pdf(SampleFiles.ObjectStream("5 0 << >>", "[/ASCII85Decode /FlateDecode]"))).Should().Be("FILE-006");
        CodeOf(SampleFiles.Pdf(SampleFiles.ObjectStream("5 0 << >>", "/LZWDecode"))).Should().Be("FILE-006");
    }

    [Fact]
    public void Check_PdfObjectStreamThatDoesNotInflate_Refused()
    {
        CodeOf(SampleFiles.Pdf("9 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\nno deflate at all\nendstream endobj")).Should().Be("FILE-006");
        // A header that asks for a preset dictionary, which no PDF has.
        CodeOf(SampleFiles.Pdf("9 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n\u0078\u00BBabcdefgh\nendstream endobj")).Should().Be("FILE-006");
    }

    [Fact]
    public void Check_PdfObjectStreamBomb_Refused() =>
        CodeOf(SampleFiles.Pdf(SampleFiles.ObjectStream(new string(' ', 17 * 1024 * 1024)))).Should().Be("FILE-006");

    [Theory]
    [InlineData("%PDF-9.9\nstartxref\n0\n%%EOF")]
    [InlineData("%PDF-1.4\n%%EOF")]
    [InlineData("%PDF-1.4\nstartxref\n0\n%%EOF and then something")]
    public void Check_PdfWithoutVersionOrEnd_Refused(string content) =>
        CodeOf(Encoding.ASCII.GetBytes(content)).Should().Be("FILE-006");

    [Fact]
    public void Check_RandomBytes_NeverThrow() =>
        Gen.Byte.Array[0, 400].Sample(bytes =>
        {
            foreach (var start in new[] { [], SampleFiles.Jpeg()[..2], SampleFiles.Png()[..8], "%PDF-1.7\n"u8.ToArray() })
                _ = FileCheck.Check((byte[])[.. start, .. bytes], "a.pdf", null, Anything);
        }, iter: Iterations.Of(3_000));

    [Fact]
    public void Check_MutatedFiles_NeverThrowAndNeverKeepMoreThanGiven()
    {
        byte[][] files = [SampleFiles.Jpeg(), SampleFiles.Png(), SampleFiles.Pdf(SampleFiles.ObjectStream("5 0 << /Type /Page >>"))];
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Select(Gen.Int[0, 2_000], Gen.Byte).Array[1, 8]).Sample((which, changes) =>
        {
            var bytes = (byte[])files[which].Clone();
            foreach (var (at, value) in changes) bytes[at % bytes.Length] = value;
            if (FileCheck.Check(bytes, null, null, Anything).Succeeded(out var file, out _))
                file.Content.Length.Should().BeInRange(1, bytes.Length);
        }, iter: Iterations.Of(10_000));
    }

    private static string? CodeOf(byte[] content, string? name = null, string? declared = null, FileRule? rule = null) =>
        FileCheck.Check(content, name, declared, rule ?? Anything).Problem?.Code;
}
