#include "auth/master_key_file.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/seeded_entropy.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::auth {
namespace {

namespace fs = std::filesystem;

class MasterKeyFileTest : public ::testing::Test {
protected:
    void write(const std::string& text, mode_t mode = 0600) {
        std::ofstream(file) << text;
        ASSERT_EQ(::chmod(file.c_str(), mode), 0);
    }
    auto read() const { return read_master_keys({.file = file}); }

    argosy::testing::TemporaryFolder folder;
    fs::path file = folder.path() / "master.key";
    argosy::testing::SeededEntropy entropy;
};

TEST_F(MasterKeyFileTest, IsMadeForItsOwnerOnlyAndReadAgain) {
    ASSERT_TRUE(create_master_key_file(file, entropy));
    struct stat info{};
    ASSERT_EQ(::stat(file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777u, 0600u);
    const auto keys = read();
    ASSERT_TRUE(keys) << keys.error().describe();
    EXPECT_EQ(keys->size(), 1u);
}

TEST_F(MasterKeyFileTest, IsNeverOverwritten) {
    ASSERT_TRUE(create_master_key_file(file, entropy));
    const std::string id = read()->front().id();
    EXPECT_EQ(create_master_key_file(file, entropy).error().code(), Errc::invalid_argument);
    EXPECT_EQ(read()->front().id(), id);
}

TEST_F(MasterKeyFileTest, ThatOthersMayReadIsRefused) {
    ASSERT_TRUE(create_master_key_file(file, entropy));
    for (const mode_t mode : {0640u, 0604u, 0660u, 0644u, 0610u}) {
        ASSERT_EQ(::chmod(file.c_str(), mode), 0);
        const auto keys = read();
        ASSERT_FALSE(keys) << mode;
        EXPECT_EQ(keys.error().code(), Errc::unauthorized);
        EXPECT_TRUE(keys.error().hint().starts_with("chmod 600 "));
    }
    ASSERT_EQ(::chmod(file.c_str(), 0400), 0);
    EXPECT_TRUE(read());
}

TEST_F(MasterKeyFileTest, ThatIsALinkOrAFolderIsRefused) {
    const fs::path real = folder.path() / "real.key";
    ASSERT_TRUE(create_master_key_file(real, entropy));
    fs::create_symlink(real, file);
    EXPECT_EQ(read().error().code(), Errc::unauthorized);
    EXPECT_FALSE(create_master_key_file(file, entropy));
    fs::remove(file);
    fs::create_directory(file);
    EXPECT_EQ(read().error().code(), Errc::unauthorized);
}

TEST_F(MasterKeyFileTest, IsRotatedWithTheOldKeyKept) {
    ASSERT_TRUE(create_master_key_file(file, entropy));
    const std::string old_id = read()->front().id();
    std::ofstream(folder.path() / "master.key.new") << "left over";
    ASSERT_TRUE(rotate_master_key_file(file, entropy));
    const auto keys = read();
    ASSERT_TRUE(keys) << keys.error().describe();
    ASSERT_EQ(keys->size(), 2u);
    EXPECT_NE(keys->front().id(), old_id);
    EXPECT_EQ(keys->back().id(), old_id);
    EXPECT_FALSE(fs::exists(folder.path() / "master.key.new"));
}

TEST_F(MasterKeyFileTest, NamesTheLineThatIsWrongAndDoesNotShowIt) {
    write("# keys of the desk\n\nargosy-master-key:hunter2\n");
    const auto keys = read();
    ASSERT_FALSE(keys);
    EXPECT_NE(keys.error().message().find("master.key:3"), std::string_view::npos);
    EXPECT_EQ(keys.error().describe().find("hunter2"), std::string::npos);
    write("# nothing\n");
    EXPECT_EQ(read().error().code(), Errc::not_found);
    write(std::string(5000, '#'));
    EXPECT_EQ(read().error().code(), Errc::invalid_argument);
    const std::string line = "argosy-master-key:gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp8\n";
    write(line + line);
    EXPECT_FALSE(read());
}

TEST_F(MasterKeyFileTest, ComesFromTheCredentialsOfSystemd) {
    const fs::path credential = folder.path() / "argosy-master-key";
    ASSERT_TRUE(create_master_key_file(credential, entropy));
    ASSERT_EQ(::chmod(credential.c_str(), 0440), 0) << "as an access list of systemd shows";
    EXPECT_TRUE(read_master_keys({.credentials_directory = folder.path()}));
    ASSERT_EQ(::chmod(credential.c_str(), 0444), 0);
    EXPECT_FALSE(read_master_keys({.credentials_directory = folder.path()}));
}

TEST_F(MasterKeyFileTest, ThatIsNowhereSaysHowToMakeOne) {
    const auto nowhere = read_master_keys({});
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code(), Errc::not_found);
    EXPECT_FALSE(nowhere.error().hint().empty());
    EXPECT_EQ(read().error().code(), Errc::not_found);
    EXPECT_EQ(read_master_keys({.credentials_directory = folder.path()}).error().code(), Errc::not_found);
}

}  // namespace
}  // namespace argosy::auth
