using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PublicServices.Tests.Adapters.Sheets;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.EndToEnd.BadInput;

/// <summary>Files people and programs upload: spoiled sheets, pictures and documents.</summary>
[Collection(BadInputGroup.Name)]
public sealed class FileFuzzTests(BadInputFixture fixture)
{
    private const int Seed = 7;
    private const int MutationsOfEach = 60;

    [Fact]
    public async Task Spoiled_class_sheets_are_refused_or_reported_row_by_row()
    {
        var random = new Random(Seed);
        var csv = Encoding.UTF8.GetBytes(Candidates.ClassCsv(900_001, 900_002));
        var rows = Candidates.ClassCsv(900_003, 900_004).TrimEnd().Split("\r\n").Select((line, i) => Workbooks.Row(i + 1, line.Split(',')));
        var xlsx = Workbooks.Of(string.Concat(rows));
        await UploadAsync(csv, "valid csv");
        await UploadAsync(xlsx, "valid xlsx");
        for (var i = 0; i < MutationsOfEach; i++)
        {
            await UploadAsync(Mutation.OfBytes(csv, random), $"csv, seed {Seed}, {i}");
            await UploadAsync(Mutation.OfBytes(xlsx, random), $"xlsx, seed {Seed}, {i}");
            await UploadAsync(RandomBytes(random), $"bytes, seed {Seed}, {i}");
        }

        foreach (var sheet in new[] { "", "\0", "a", ",,,,", "\"", "sep=;", new string(',', 100_000), new string('"', 100_000), new string('\n', 100_000) })
            await UploadAsync(Encoding.UTF8.GetBytes(sheet), $"'{sheet[..Math.Min(10, sheet.Length)]}'");
        await fixture.MustStandAsync();

        async Task UploadAsync(byte[] content, string what)
        {
            foreach (var dryRun in new[] { "true", "false" })
            {
                var body = new ByteArrayContent(content);
                body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                BadInputFixture.MustBeAnswered(
                    await fixture.As("school-01-001").SendAsync(HttpMethod.Post, $"/api/exams/{Candidates.Session}/classes?dryRun={dryRun}", body), what);
            }
        }
    }

    [Fact]
    public async Task Spoiled_sheets_of_units_are_refused_or_reported_row_by_row()
    {
        var random = new Random(Seed);
        const string sheet = "unit,name,nameEn,dossierUnit,takes,checksFirst,checksFrom,instrument\r\n01-800,THPT Một,One,800.01.19.H26,\"A, B\",có,01/01/2025,CV 1\r\n";
        for (var i = 0; i < 2 * MutationsOfEach; i++)
        {
            var body = new ByteArrayContent(i == 0 ? Encoding.UTF8.GetBytes(sheet) : Mutation.OfBytes(Encoding.UTF8.GetBytes(sheet), random));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            BadInputFixture.MustBeAnswered(
                await fixture.As("department-01").SendAsync(HttpMethod.Post, $"/api/exams/unit-sheets?dryRun={(i % 2 == 0 ? "false" : "true")}", body), $"units, seed {Seed}, {i}");
        }

        await fixture.MustStandAsync();
    }

    [Fact]
    public async Task Spoiled_attachments_never_pass_for_what_they_are_not()
    {
        var random = new Random(Seed);
        var family = new Family(fixture.As("acc-minh"), fixture.Nobody);
        var filed = (await family.FileAsync(Candidates.SchoolFiling(900_010))).Must(HttpStatusCode.Created);
        (byte[] Content, string Type, string Name)[] files =
        [
            (SampleFiles.Jpeg(), "image/jpeg", "ảnh.jpg"), (SampleFiles.Png(), "image/png", "anh.png"), (SampleFiles.Pdf(), "application/pdf", "hoc-ba.pdf"),
        ];
        foreach (var (content, type, name) in files)
        {
            for (var i = 0; i < MutationsOfEach; i++) await AttachAsync(Mutation.OfBytes(content, random), type, name, $"{name}, seed {Seed}, {i}");
        }

        for (var i = 0; i < MutationsOfEach; i++) await AttachAsync(RandomBytes(random), "image/png", "x.png", $"bytes, seed {Seed}, {i}");
        foreach (var name in new[] { "", "../../../etc/passwd", "a\u0000b.png", new string('ệ', 5_000) + ".png", "🦉.png", "con.png", ".png" })
            await AttachAsync(SampleFiles.Png(), "image/png", name, $"name {name[..Math.Min(20, name.Length)]}");
        (await AttachAsync([], "image/png", "empty.png", "nothing")).Status.Should().NotBe(HttpStatusCode.OK);
        var infected = await AttachAsync(
            SampleFiles.Pdf(@"% X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"), "application/pdf", "virus.pdf", "the test virus");
        infected.MustRefuse(HttpStatusCode.UnprocessableEntity, "EXAM-027");
        await fixture.MustStandAsync();

        async Task<Answer> AttachAsync(byte[] content, string type, string name, string what)
        {
            var registration = filed.Text("registration");
            var version = (await family.ReadAsync(registration)).Must(HttpStatusCode.OK).Version;
            var body = new ByteArrayContent(content);
            body.Headers.ContentType = new MediaTypeHeaderValue(type);
            var kind = type == "application/pdf" ? "transcript" : "photo";
            var answer = await fixture.As("acc-minh").SendAsync(
                HttpMethod.Post,
                $"/api/exams/registrations/{registration}/files?kind={kind}&name={Uri.EscapeDataString(name)}",
                body,
                ("If-Match", $"{version}"));
            return BadInputFixture.MustBeAnswered(answer, what);
        }
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(0, 4_000)];
        random.NextBytes(bytes);
        return bytes;
    }
}
