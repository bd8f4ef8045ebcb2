using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams;

/// <summary>People one can sign in as in Development.</summary>
public static class DemoPeople
{
    public static readonly IReadOnlyList<Persona> All =
    [
        new("acc-lan", Role.Family, "Nguyễn Thị Lan (phụ huynh)"),
        new("acc-minh", Role.Family, "Nguyễn Văn Minh (phụ huynh)"),
        new("acc-hoa", Role.Family, "Trần Thị Hoa (thí sinh tự do)"),
        new("school-01-001", Role.School, "Phạm Thu Hà, Trường THPT Minh Họa 1", "01-001"),
        new("school-01-002", Role.School, "Lê Quốc Bảo, Trường THPT Minh Họa 2", "01-002"),
        new("department-01", Role.Department, "Đỗ Mai Anh, Sở GD&ĐT Hà Nội", "01"),
        new("department-79", Role.Department, "Võ Thành Công, Sở GD&ĐT Thành phố Hồ Chí Minh", "79"),
        new("ministry", Role.Ministry, "Hoàng Đức Long, Bộ GD&ĐT"),
        new("finance", Role.Finance, "Bùi Thanh Tâm, phòng tài vụ"),
        new("finance-2", Role.Finance, "Đào Thị Kim, kế toán trưởng"),
        new("operator", Role.Operator, "Ngô Hải Nam, vận hành hệ thống"),
    ];
}
