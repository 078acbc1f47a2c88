from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE "releases" (
            "id" UUID NOT NULL PRIMARY KEY,
            "title" VARCHAR(300) NOT NULL,
            "kind" VARCHAR(10) NOT NULL DEFAULT 'single',
            "slug" VARCHAR(120) NOT NULL,
            "description_md" TEXT NOT NULL DEFAULT '',
            "art_render" UUID,
            "art_failure" JSONB,
            "upc" VARCHAR(13),
            "license" VARCHAR(40) NOT NULL DEFAULT 'all-rights-reserved',
            "license_text" TEXT NOT NULL DEFAULT '',
            "download_policy" VARCHAR(10) NOT NULL DEFAULT 'disabled',
            "visibility" VARCHAR(10) NOT NULL DEFAULT 'private',
            "secret_hash" VARCHAR(64),
            "secret_token" VARCHAR(64),
            "state" VARCHAR(10) NOT NULL DEFAULT 'draft',
            "release_at" TIMESTAMPTZ,
            "time_zone" VARCHAR(64) NOT NULL DEFAULT '',
            "teaser_from" TIMESTAMPTZ,
            "live_at" TIMESTAMPTZ,
            "rev" INT NOT NULL DEFAULT 1,
            "created_at" TIMESTAMPTZ NOT NULL,
            "updated_at" TIMESTAMPTZ NOT NULL,
            "deleted_at" TIMESTAMPTZ,
            "artwork_id" UUID REFERENCES "assets" ("id") ON DELETE SET NULL,
            "owner_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
            CONSTRAINT "uid_releases_owner_slug" UNIQUE ("owner_id", "slug")
        );
        CREATE INDEX releases_artwork ON releases (artwork_id);
        CREATE INDEX releases_due ON releases (release_at) WHERE state = 'scheduled';
        ALTER TABLE releases ADD CONSTRAINT releases_form CHECK (
            kind IN ('single', 'ep', 'album')
            AND visibility IN ('public', 'unlisted', 'private')
            AND state IN ('draft', 'scheduled', 'live')
            AND download_policy IN ('disabled', '320', 'original', 'stems')
            AND (state <> 'scheduled' OR release_at IS NOT NULL)
            AND (state = 'live') = (live_at IS NOT NULL)
            AND (upc IS NULL OR upc ~ '^[0-9]{12,13}$'));
        CREATE TABLE "release_tracks" (
            "id" UUID NOT NULL PRIMARY KEY,
            "position" DOUBLE PRECISION NOT NULL DEFAULT 0,
            "created_at" TIMESTAMPTZ NOT NULL,
            "deleted_at" TIMESTAMPTZ,
            "release_id" UUID NOT NULL REFERENCES "releases" ("id") ON DELETE CASCADE,
            "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE
        );
        CREATE INDEX release_tracks_order ON release_tracks (release_id, position);
        CREATE INDEX release_tracks_track ON release_tracks (track_id);
        CREATE UNIQUE INDEX release_tracks_once ON release_tracks (release_id, track_id)
            WHERE deleted_at IS NULL;
        CREATE TABLE "preview_links" (
            "id" UUID NOT NULL PRIMARY KEY,
            "label" VARCHAR(100) NOT NULL,
            "token" VARCHAR(86) NOT NULL,
            "token_hash" VARCHAR(64) NOT NULL UNIQUE,
            "expires_at" TIMESTAMPTZ,
            "max_uses" INT,
            "allow_download" VARCHAR(10) NOT NULL DEFAULT 'none',
            "revoked" BOOL NOT NULL DEFAULT False,
            "uses" INT NOT NULL DEFAULT 0,
            "last_used_at" TIMESTAMPTZ,
            "created_at" TIMESTAMPTZ NOT NULL,
            "deleted_at" TIMESTAMPTZ,
            "release_id" UUID NOT NULL REFERENCES "releases" ("id") ON DELETE CASCADE
        );
        CREATE INDEX preview_links_release ON preview_links (release_id);
        ALTER TABLE preview_links ADD CONSTRAINT preview_links_form CHECK (
            allow_download IN ('none', '320', 'original') AND uses >= 0
            AND (max_uses IS NULL OR max_uses BETWEEN 1 AND 100000));
        CREATE TABLE "public_states" (
            "id" UUID NOT NULL PRIMARY KEY,
            "content_hash" VARCHAR(64) NOT NULL,
            "body" JSONB NOT NULL,
            "at" TIMESTAMPTZ NOT NULL,
            "release_id" UUID NOT NULL REFERENCES "releases" ("id") ON DELETE CASCADE
        );
        CREATE INDEX public_states_of ON public_states (release_id, at);
        -- To find what was edited of late, in a table that only grows.
        CREATE INDEX record_history_at ON record_history USING brin (at);

        ALTER TABLE tracks
            ADD COLUMN "plan_id" UUID REFERENCES "releases" ("id") ON DELETE SET NULL,
            ADD COLUMN "teaser_start_ms" INT,
            ADD COLUMN "teaser_ms" INT NOT NULL DEFAULT 30000;
        ALTER TABLE tracks ADD CONSTRAINT tracks_teaser CHECK (
            (teaser_start_ms IS NULL OR teaser_start_ms >= 0)
            AND teaser_ms BETWEEN 5000 AND 90000);
        CREATE INDEX tracks_plan ON tracks (plan_id) WHERE plan_id IS NOT NULL;
        CREATE INDEX tracks_due ON tracks (release_at) WHERE release_state = 'scheduled';
        ALTER TABLE transcodes DROP CONSTRAINT "uid_transcodes_version_756fe8";
        ALTER TABLE transcodes
            ADD CONSTRAINT "uid_transcodes_version_tier" UNIQUE ("version_id", "kind", "tier");
        ALTER TABLE transcodes DROP CONSTRAINT transcodes_form;
        ALTER TABLE transcodes ADD CONSTRAINT transcodes_form CHECK (
            kind IN ('opus', 'aac', 'mp3', 'flac') AND tier IN ('std', 'lossless', 'teaser')
            AND status IN ('ready', 'failed'));

        CREATE OR REPLACE FUNCTION sync_library_of(way TEXT, r JSONB) RETURNS UUID
            LANGUAGE sql STABLE AS $f$
            SELECT CASE way
                WHEN 'track' THEN
                    (SELECT owner_id FROM tracks WHERE id = (r->>'track_id')::uuid)
                WHEN 'version' THEN
                    (SELECT t.owner_id FROM track_versions v JOIN tracks t ON t.id = v.track_id
                      WHERE v.id = (r->>'version_id')::uuid)
                WHEN 'release' THEN
                    (SELECT owner_id FROM releases WHERE id = (r->>'release_id')::uuid)
                ELSE (r->>way)::uuid END
        $f$;
        DROP TRIGGER sync_record ON tracks;
        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON tracks FOR EACH ROW
            EXECUTE FUNCTION sync_record('1', 'owner_id',
                'title,slug,description_md,liner_notes_md,session,genre,tag_names,license,'
                'license_text,isrc,visibility,release_state,release_at,download_policy,'
                'comments_open,artwork_id,primary_version_id,teaser_start_ms,teaser_ms',
                'search,updated_at,play_count,rev,secret_hash');
        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON releases FOR EACH ROW
            EXECUTE FUNCTION sync_record('8', 'owner_id',
                'title,kind,slug,description_md,artwork_id,upc,license,license_text,'
                'download_policy,visibility,state,release_at,time_zone,teaser_from',
                'updated_at,rev,secret_hash');
        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON release_tracks FOR EACH ROW
            EXECUTE FUNCTION sync_record('9', 'release', 'position', '');
        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON preview_links FOR EACH ROW
            EXECUTE FUNCTION sync_record('10', 'release',
                'label,expires_at,max_uses,allow_download,revoked', 'token_hash');
        """


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP INDEX record_history_at;
        DELETE FROM transcodes WHERE tier = 'teaser';
        DELETE FROM sync_feed WHERE kind IN (8, 9, 10);
        DELETE FROM record_history WHERE kind IN (8, 9, 10);
        DELETE FROM conflicts WHERE kind IN (8, 9, 10);
        ALTER TABLE transcodes DROP CONSTRAINT transcodes_form;
        ALTER TABLE transcodes ADD CONSTRAINT transcodes_form CHECK (
            kind IN ('opus', 'aac', 'mp3', 'flac') AND tier IN ('std', 'lossless')
            AND status IN ('ready', 'failed'));
        ALTER TABLE transcodes DROP CONSTRAINT "uid_transcodes_version_tier";
        ALTER TABLE transcodes
            ADD CONSTRAINT "uid_transcodes_version_756fe8" UNIQUE ("version_id", "kind");
        DROP TRIGGER sync_record ON tracks;
        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON tracks FOR EACH ROW
            EXECUTE FUNCTION sync_record('1', 'owner_id',
                'title,slug,description_md,liner_notes_md,session,genre,tag_names,license,'
                'license_text,isrc,visibility,release_state,release_at,download_policy,'
                'comments_open,artwork_id,primary_version_id',
                'search,updated_at,play_count,rev,secret_hash');
        ALTER TABLE tracks DROP CONSTRAINT tracks_teaser;
        DROP INDEX tracks_due;
        ALTER TABLE tracks DROP COLUMN "plan_id", DROP COLUMN "teaser_start_ms",
            DROP COLUMN "teaser_ms";
        DROP TABLE public_states, preview_links, release_tracks, releases CASCADE;
        CREATE OR REPLACE FUNCTION sync_library_of(way TEXT, r JSONB) RETURNS UUID
            LANGUAGE sql STABLE AS $f$
            SELECT CASE way
                WHEN 'track' THEN
                    (SELECT owner_id FROM tracks WHERE id = (r->>'track_id')::uuid)
                WHEN 'version' THEN
                    (SELECT t.owner_id FROM track_versions v JOIN tracks t ON t.id = v.track_id
                      WHERE v.id = (r->>'version_id')::uuid)
                ELSE (r->>way)::uuid END
        $f$;
        """


MODELS_STATE = (
    "eJztXetz4ji2/1dU+TKzVZlUN0m6e+lbtwoSuptdErJAema2mSICi+CNkRg/QrNz53+/kvzAD9lYYMB4tB9mO7KObH"
    "6Sjo7O84+zOdGQYV38g4zP6uCPMwzniP4j3HwOzuBisW5kDTYcG7zff8iYN8CxZZtwYtO2KTQsRJs0ZE1MfWHrBLOe"
    "XYzAQkcTBMgULIn5cgGeHKz/7qDRC1o9gReEFhaAYIFMnWj6BNChwdQkczBGOn4GU91AGrCX+gRdsDdqZEJfSZ/sY3"
    "CP1ibPyJ4hk77i22+0Wcca+o4s/8/Fy2iqI0OLIKdrbADePrJXC972+Ni+/cR7sg8fjybEcOZ43XuxsmcEB90dR9cu"
    "GA179owwMqGNtBC02DEMbwb8JveLaYNtOij4VG3doKEpdAw2QWf/M3XwhM0LsFZ4crHUTXSha9YFRsuRrv2v95Ehgt"
    "HovjsY9VuD0egsMbPsY2Lz4TVNCGarQsc2g+yPP91x19Dw1jP2gpsvjd6Pl+/+xsEglv1s8occuLM/OSG0oUvK4V/j"
    "zf8/gfjNDJpixP3+Mczph26Dtt+whnu9/H34fID2AOnZHH4fGQg/2zP659s3bzIw/trocZhpL44zofvV3cT33qOa+4"
    "zhvcaX/k5HCuCAoIII1/IAXEvHt5aAF5rPVhLdf/S792J0/f4xcClPs8H/AUO37BMEOQNUhgQbeW5ZvxthMH+8a/wS"
    "x/mm023GWQgboBkD3bKh7QhgZ4u6hZ05h75NPxHiCUpMwZr6cCvc3VVakjWH2qPn7b8eW4+t2zpwOwxx7/H+vn3/uQ"
    "5MB2M6GUN8271v1YFGMBriT412h/WeQnYSxs/XfMwnF+/JYD2JrWHbaL6wBfPUxnbK7giRxCaHfvW+JudNfFbe7MBv"
    "ntlbf6q9vXp/9eHy3dUH2oV/WdDyPgPn9v0gBiKboy2AjJMdDszrOJjX5QFzLVLKHIhRqq14hifDSQh5BzwS852JWY"
    "diYutTHkWXXxLkWwqRrc+RGOg1Vfx09Mgu/H+c4Bl5ZiKodbGx8mY7A/RB+67VHzTuHiIH521j0GJParx1FWv98V1s"
    "foJBwM/twRfA/gT/pidG/HwN+g3+fca+CTo2GWGyHEEttDD9Vh+16HGMsL3FdIfICpjv+BYrr0hUpun1McmcXwNBC4"
    "0cbOuG7BzHSNU8l3+ebfKCsIwOJEa2gzLkdOZ2o8JjjSoyTWIm8Ryg7ymyW0BQiKhRXgwHrV8G2VfDYHt0uvef/e7x"
    "+2IU7Qk9Zik2WxxHUUolgZSFdeWRQKY61q3ZVtMeI1UnVNlOKKapn76EdMesYQwnL0toaqPEE1IjaX2Tj+a1ebwFYv"
    "jMJ4mhyb7TM6XcEDbB9GfbxDwTmFoiz8+zbC6TUM+cxpc+maMx0VZgOSNgDlfcRgJ0DCAmzMDxgwUMfWxCc5W0rUjS"
    "Ckwn3868DiPX3OFYyGT//C1mU/kWfaLMKyUwr5jESNH+b1aU+rRlNgSctW7bg26vDpCm0/00xDfd+0Gv3XzkjRRiCv"
    "rY4U867f6gdd+izUzNzr5+Kz1pLY+etJauJ63FlSVKZPkriixRlpr7rhWhKpIxlldKkbhr+eePBKIhEgUnhTMhbiWW"
    "bBLdT8RE+jP+J1olDpQYpp6w9GihEp0hsqiuW9d73YTLQNqJ7VL68+mPRrZ78jb6N43b1lli2SpUN6Ea2qliSI9zMe"
    "gjy3J/ceJO4D/KvA5YbicJNyyLrgqk/URF+LFJlhQVQEygoVfm/QTYaQlmkF5pLeZMpdsW4Ko5C0ATgRe0sMXuV0UM"
    "utntSl0RyndFeKG/dNsrgk9b6ivCz61mHSzReIhvW1/bN8xpgq/rrcT/wt0klAPcfh3g4GRCOeyIcS8ZmGNkxaBdIr"
    "v/u6scUL+7SkWaPRICjb4vKDu0trjOCgdQCtmyKWQjjh5oSkebSe+uOF3VvGqK310Lk55ZxLFG20KeOkAVzIz7Rt8k"
    "9pY6uiil4mZl5mbbH13qzDqdWVb69nQ2WmF9O7TskYXQNo6pcVo186c081TuIS/bnd0RSsXVy8zV/blazqSc+2Nk1Z"
    "OFr/KoVK7SNSpXCYWKMrLt08imbEEnbAviqAsMQf5spFuB2A/KaQJqsDB4i+AL8DSDWDPQE6D/B57QHOqGGy/PrDKY"
    "mHNo6BbS+OMJtNBPU2JoSPvo9X0CugWgBdjS0ZJWoT2+R8Xnl4odnWdYh9yplzlS1xSVU5pf5jlML9MP08vEYco3iA"
    "y6AUEF7T+16zyKO9orPRbxOqG6C9iVNMo7hXyWeRnvBecFtKwloSeotGI6TljFlb2PKFtNtxYGXI1kLchxugrivRdL"
    "8lgno7lA/EgP5VpTHDDVRFK+2JOKYB/xW4aOX6QSqgQEh8+oEhL0xo5u2Dq2Ltj7BBLet9/2Mwd7Sa9yWjEDZxFv/g"
    "jqkSfRS1QyGGCIG70Bba3TW43trZrjewfp1ghqc10QkNskFGqIU+49IbLYVIwp3b7mImgJT4P4GlvE6m92u53I6m+2"
    "4yzm8a7ZopBzxGkn3VUTJFODKKNQ+hKvrmmASkIM9G2mPUaqjANlMw5IxI2G2EA8NjPGcz3yT//sIQPanm+3WAMbDw"
    "g9sV2fpomNcs3gN/oe7AqvLLzCvv7bIxUKK6giSNCykCjZmQxEDTZGVQFyFgaB2o4IPfJBqgoRvZ2YTChTUG2EChMb"
    "7QjQPR3iZAWcbHSYLU6kkJCBZ8DGqOryMRHP/7QjRD13lKqCNCHzOcK7Hmo37ihVAknKGB92koDPAhWVD2YXowGh/9"
    "kMaceN1H30x6sIB5N0W3ClJYHfQiBGpTsurKW1zZ4LzRU9aljqGXuGABn/B01sYFFxHwGHAmiyZt0E1gzWrt+dA7LE"
    "SAPjFSAY+SlqwI8QMFeJvyXdFYoePEciHD/60R00kQ9H+TCUxIeh8hGu3V77c/u+0akDYurPOobGEPcHrbs63QFoPs"
    "Ttu8bnVh3oc4/NHV+v7W0Z4aSIt8GaosxTsaW9sviIJSpy0F2i22gkD7WItnqescVjbun/FUkl+nNqnnaf4nD52fcJ"
    "r5uu/e+12uXl+9qby3cfrq/ev7/+8CbI2558lJXAvcmYWsygk7TcsNo/sh4QYZoKcpO3b/K6P2T6PySZNgtl3PYgDY"
    "gPaBp21T9IUHcj8iR6mD4+dLqNW1ZNw+80xF9bvfanNmt7RaZOfz5tu2v37xqDmy91MNetObQns3IcraVK1122jXLq"
    "Vi1ls863x6prs1aJA1Wmu9LE4eTJdJfH7n5YO03JriU5LVpovqvdmA5RobUYNRqbNstrPSLTw9hqTnEJUdG1AO8Djt"
    "BXd6iqribPqDUqalXlN2+dyrraZxRlxCgjsErEjTbpxgn/eArsRXltFNxw4AY0UqEBma/0jykxAVkg7F0LeSZM6NsO"
    "PnKzg0mWLNaR/fN3h9iQ5dYnk5c0Y8Ue3rJDZGXZBMujBkztxxDhWPTSNV6JHS4y1IRRupOujHlg7aC/r7ZBPUmrkM"
    "9GXsLnNnmA5Lh++Yb9PV++ysB5ir967ZbZwL1biXIbBLeujOwG6+tdnvwGcwqovqDCF/AcZi/AEz8rWe7CJ//sC9v4"
    "6RFIlhiwT+MnqC7Icl3guHkSXUfnx3cROAffQgWoQ2njVD7sshzSylugdN4CysZ3OBufsmEfXkpV3jD7zp5MD/2R/N"
    "KOkKn1vfX6ZjhaVFyyocAknYl+iKpK+NfeXr2/+nD57iqAPWjJQlvAOXzxNYlrelqKCJHKTJEvM8Vaat/W+8UR6RD2"
    "iTfTIyYxD1pjUuFD677OVY+siOLdQ6c1aN9/ZjUU5wt6saRTMcS33XtWPYVgNMSNZrc3YB4xLGjTZg4xrV8e2j3W4l"
    "5rtK1kx+LLK86gwYYXsP70rCIRop0yi5RToX+wXCIlSqletqPgRHxSlCuSckVKmXUe+yNpLwrT7KClOh22KlG+tGwW"
    "uEqA6oeCj2VxTRAqaJXX3FHqw65XosJ2E7aJXbsZXuhHue6IbN6kI+U8uzYiGz65I6DSDwD3j51OPldPrtURqOGkHT"
    "0f6EAVWsh7dakKIZZqwvXx3GTGHQUzuNmW+/MM2mAJLaChiQGZsxN3Z+I22OUMYV5K+LHX4X3cEsQffY0D+vFvYEbo"
    "r+NWWTeU2yZC0+7+XiOMAvdwcLcC3i3uO0v9LBQ7BHpPb7eW1qXhkErndLuuIIdmKvIi5qMUzmd1Zarau6lqrl3LoO"
    "t1ryC0l3lUwZfpquDLhCo4wrfzXgMjROoKuKF6UeAMtustpWo51+LSdGRZlamG0Q0Vn3ShmOg9yRQRJ7xPbumQAE3X"
    "qIhGxTeCqcTG062J5Lv0jnl88XhvfwuzzBbsA5THXVk87tw6UzKn3pqiggffXopXpCf1T3F+P3gi/9PG1zGlyjh53U"
    "/V+SJR3SZneZvM+jYJTANWnZQn6OGZ5jUUIorBO2VU+wK4yIiNDDBvu4/NTgs89Fo37X7bs9gHRkH+kDWtax30Wo1O"
    "vHAQlzW2ynofoVRJ78tskw8LPXllmYigpO46mXcd2w8V3/GqU7X0wOexm054TZXposOzVguuOX426/RLTpAyO1exVl"
    "N/pZMKGBGg1xcI5oSl8XVV1Bycj/ThmGgrMHZsQJeIhehNhwAWes5uOzqLV2K5TYVBTYWPL3uhgvZobqnbVGluU+58"
    "JCBP1XUH/ZW+W6DvZvsmCWZGyT+vfyXuTYf2sVZuhOnrurpuhOo68le4jtCHM2LKeouGiZS76J/qgrdPQL0EWZKQRq"
    "nUIlWX5oNcmgULtyhc82d3K+eS3YhudMumODMmD68C8M3pfXuiuEaOa2kf0X0qe3juS4Gyx8+Jma7sCRJvblb2dDHi"
    "KTRc1Yu3yM7BUrdn3AORpZLxDORJTY4scR41TexoCizfLAtN4M6rNDdl0dycVuF1eX5z9rV7w9LOvJIJyzlz23u8qw"
    "PNdOZD3Gz0+3UwpotyiD8/tgeNXh08O7oNzSHu/3o/+FJnE2zPhvjTL/Rjvg9xd/CFlW8nfPHnmrR9Z6mxdVvOxh4Q"
    "lHnStvXey2USvsywCF8qg/ChDMIhr60orBkR8muSneLjt3NmWLP9saMbto6tC/Y+Ab//9tt+2PxeouWV/jOduyj9p9"
    "J/lnSS8+k/jxcsX7a9XAltXXVAzVDXHU2xVFJ0d9EslSL2+FRxTQ0+7lHG3GvfDI6lWBrA5zOBXok1n2eplWz4nNuF"
    "aElMDdgs9oEJuWyCLTA2ydJCYLz6CJ7Yu3n64ikxNKSdgyc63ch4ApA26aZlA7ZaNJH3UJFD71B7QEXGHjUyVjK1br"
    "FpdY87ARGlxXUencV1usriOlmMke0WGWwDggrqhIqBNyGu5Mk64drTfKYbYzSy1Y885n5ic3GUxBOunVZ0QPoG3Iwj"
    "knXJ72erowlixpO5Y+kT4FCQTUAwAvSORuVd6wI8QdOmh9zIPdNY1Z0nuiD4n9YTmCKkuSkgEDQnM+BuyY+CM3NPbx"
    "rip4UBmegYlCLw6lC5B7QFV5afzYIlr0AWII59DvQpf7lGUKph6NsZWdK16tciMJznRNKKb6FmZQwqgTGIT4fEweH3"
    "r+C58baWy1ZTyzDW1JS15uDWmtCXjeYC7pHuRJ2kPNVAyUN7UBs64/M8QEUS8ySlwjxnZnC3mJCM9SxEUg7rGXut4I"
    "D8488Tsp5RrEwpjh4QnOpKP0Bcu6FPELakYA2RHBBYaBg/mfrzzLZ+8gv3JbFO61QE/Fd50L9KB/8qDfuRTZm2HCuP"
    "0p3q8j40I9ctcyKz0P3+W+FbMlPrvsswhG7EMhDHyCooeu+FawfaBhmhJEJUDrGkCk49rIaUiZiSSEaBEqVSUSVJTK"
    "dQNxyRwJe+wmNkqrDL9qv6Vbf0sW7otiA6Op/HcnSEA8ooXsaEJFsJP4iqlx8em532TR0snDEVrob48b7T7vPqRw7m"
    "hlNtiB967a+NQasOwsMc3SnZQhMT2aMZtGZS2sQoWfUknOITt3qQ2eQFSeWyi9MprDdj7RlGRqys2vYhE/FBDsiDNB"
    "NO7SQHWjdH+c9tr/FpwGIl6OMh7t98ad0+dhj7sSYzpDkG4z+d9lfKfAz9tSScx4dX3q01SqncWsvs1mqzmTJHU5PM"
    "Zac5Rqrmuczz/MqhScxwkxC6V3GKr61PE5vaMSXaF2cNWsLzKXYaKGIem91uJzKFzXZc0fR412xR1snnbh2FIyqSq2"
    "sjjSyxOIV2JtIJWoV4DsR9wEYLQqX6rS8ygmEOKUnoFqMXKLsjT2LyRLvfaHIBwu80xHcPlyzp/psh7vaYGyGL1CSm"
    "/qxjFqxJbzt3/ToIoqGPL19MyJzlubNGfkFbif2SoD3gfvH9VsJzFfiylHi30GvtnFUt2y7uQkyt9FoxjA24oqA5WH"
    "TUZhWqj9AdLpFfkTGuxylN73GCNNBTEU/QnTTohaVL9DwYpTjDmkSxgz9Flyte01AuqaeAcqsFWjJYi16uHkzbQHvo"
    "nKmXb+j/4rAGjeWA00SvEkB6vQ8H4ds4fG/LA50K/U+Hurqh/85C23LWo5Rq1ssy6wJlmvf1KuHDX0tjSiUvlmFfNu"
    "VDhEoJxNFTMhzGlBfRMI3K95Cd74FjlQRXFZmPZiMIL6kcOR7cLV0ArFWvMB/hfTvUmE/NZyYT6rsud1mRVRxZlEEN"
    "m+0B8gvlVBEeFS+eDydPnV8EStVLDhTXjE523XE91zGmasnPhWa9HZm3O0pVQdKgbqy449qOON2ygfr+OFWEipnGdg"
    "TpgQ5RJXj2nvAjLSlW6DDckPZjJJMfi/bNLB8u7CFMkxEuu8DCYfz06NHid6EHKptV6bJZedMjNQNrmioVwTuwKV3V"
    "I1K1c8qgRpCrnWNDQZodeUwrdcVLIBqwxzIV8I3cGtPEjdCtcpPIEb7L5iv2Mte/A2KCObRsZF6AJzdgk2fw4oG0PI"
    "kXtG00X9is5K6FWMquhWOzBF88lsyaifJyFjy2bEXfaKEY3wdU1YopU3owlVhy3zH0qthIEsoiio0wrYUjuJHnc7Zf"
    "Ux8yYpjyXoZYYjGHH8Qihlv3t+37z3XgdWHxwd2bVr/vNppkwlJAsXYK0e2vdcDcHVZD/KnR5n75LEzdc90/uqc9/V"
    "rGmQRz1p9Dw0j3Sg7RnbR77GXt/bvg6sT+yLos9e8anU7ydrRFugKVqqCQVAVU0sT0e6RyoYRpVCqUomYikGFlZMUI"
    "kXKIiYWwOSZ002SKdNwZGq8YYYWcww+s9bLgfGGgkSlMRJAKf4yqQvAX5xE9gxh7N3UZqSNMVyFci5BBxrpNv29hC1"
    "LBZGMaIVSgxgzWGpJKGxgQVC/TS/E5MKf0GpTih5MhOIeJyiG+VSHBruFMBdOQoQ3xCbbUhJRsqe9ZL2KYUA5ct7/C"
    "Nge27NeOFgiKzGfpCEeoFM45cOZKrK0yPq3pVFRLmaNaVJxiuih0mhFrqkSx2tte9E/I0puY5owAqyiZcuNRflHKL6"
    "qMXjxSflH+ri4A2KoXJ44xQOn6xMeIyirnMZrtyh8kn9senT4dokIrMX7OYIspF3ePxnLHqSpQhw4xOpW9JuWsGbav"
    "v6IpMQX5f304uxgNCP3PZlB/Do1VIVTlvFq93Sd2aV1vzUx/1hAnyOfLGriMAmZw505sdVZu1kRAty1Axv9BE/r/0K"
    "T0rKLtktWkhYCFVzFduluelkxpZ7E/a8HjC8N3osklX+hK4LDo9Hk8jEc5spbEkdWfpW2cAX3aMru0nnUfHvt1QBaO"
    "NcSNxk0dQDjxsu3OF5dD/KnDGqcGnMT3zXG8/fh2EU5IylVVF9Yo2qc/pmUL0h37jcU4FBeN6ul5vW6x1MvvynpUD7"
    "SSCss7qrcWUORPks4v/P6nWpUyukRruUIPahmhB7Vk6AH3EElhFhk+JYd2i98jrMU7koypULnUNdFaTXd7CtOctAd7"
    "YV559H5m0ovLaBs4hbQKVr5N0XOKSiLdhTREokDkJ4upz71onJwYhigUhHxRcb9kSV/yENFJo3hgz/HxSqzsz0A6IF"
    "E458eZeYNKu4+WyHW0CpE/KvrtWMgrh610dlRdh63tijQVVpypbDO9F7+T13VqkSI8T6qX//I85icRXV5lSiUTmB0F"
    "NrewSTLd5OYbQXNa3H7mhi8IPEh+sADzMw+ZvyCwZsS0ARuTmb3sGZqzP8CC/gIraWIrYsDNeWJSrWZl4zdHzYO3H0"
    "OZUl0Xrro+Xuxu2fDckx5htKCLb6F/F6Uq2qROiNIeDuXa9bs4yF5TOaBdEF1OUbgmUEtVgCehp9CrjpYyd9MwjVIS"
    "nO1wVU3I1zICYA5Z3Hc9O5AkXga5o3g5fCfZ+sFEbKt0dPxyJhCvw48zJeyF23Fk0J65U0MvTP2VTh+gN2eWieoCDG"
    "YI2OQFYZYm8QUt7HMwRhPoWK4bGjRt5my2hBRS2o+7MtAHAD5TPEWZpYt/QZ5sjaZbCEClZCyTgK5SMu47JSPfVzII"
    "BwQVRPjDuxwAf4jrINf4skcCeEczaEn580SpigH6uGnsIzC/u8oB87urVJjZoyjM6PuC8jlrC418lFIF05Y5mJYtIn"
    "roy1zUwiQVSrJUnO+RYdA50MgSGwSmOI2neB4lKA/oJocJ9j16Ra3l9Femwjbl66IyGoRQ2ROnqRsDqhjAY0q2L4SD"
    "ljDA4itBEayo2e12Ilyo2Y75INw/3jVbFHCO9zphSnJFSzKInZhDWbw/CmMHBrRsxi+3sW3HadVZWuazVPkwpG+q6v"
    "owqKQzf4W9HVJlJWY5y64ZplKGzWxPFQ+tJMDSniq99UinCexG5Xh0ZZXJSeWBRVBPWLFOdCZSpIcen2cq0nlHXj00"
    "b4D4zywYG70iczUm2gpMiGNowEKIOZJA4EEGpiaZgydoPwGCz1lNIgOJHFV2GUpSOc5+nK1U5KVRkdOX2Ajb0jrGOF"
    "0F1bnF6xnZ/kqCnG7U9vsf3qBdIXdreWFVXU3KJbXmuZoooVUJrUpozSO0+tgLBNbQtKQLq94vyymncvcdVhqTypgT"
    "MuclMYEvLF6AJ0N/RSMqVdaBpdMlw/IPYeZ9QeUKMEb037R/UmQtbFRh0iKyxIGHrmU4zypVUVmlV1u3DQE/ykqN4x"
    "FUUF69zOXgcZnh4HGZdPBITwYlBvjwCaDOWNFGQ2DPC7WX06LHeYsEtn7/Cq7dt7Vc6NYy4K0l8A192WguWMUD9D2t"
    "FluC8lSTuGSJ+K1fBtm3rUDC73TvP/vd41ew2G3LtEduiIvMSRilUiUFk5huEa4dI1Mh29vrEJyFVD0xr3v1qom9vc"
    "zDpS/TmfRlnEcb+gRh0Z0yw0l3TXJArgwN4ydTf57Z1k90oSDzFQkyHqZ1KmcCLg/IkU3PQZnTMU6nzsZ8Z6Pv7TZa"
    "EAqhQBOcL/WkYJgDzoCmW4xesPgjT6JagNt2v9HkqSf9Tl6+1cvamyHu9ljWmEanDvy8/UPcH7Tu+vT67ieYP760/q"
    "pb+lg3dHvriYuOcMA580JiklMWfhCdsYfHZqd9U3eTRE+G+PG+06ZzQmfQwUxmYDP40Gt/bQxadRAe5ujzZKGJieQN"
    "WjGy6p3dxZuzPMikY0DidArrHFj7XgTbMJ6A+JDnhAmntuCQCJpjJ0Sv8WlAjwf2mHL/my+t20d+YFiTGdIcfmJ02l"
    "8ps2G63XJwGl/Hv011xTClcocrszscm4HRf73YgPx65hDRqcrH++ZpNtsD5oh5FsluoBip2kFl3kGeNU52jkNkan7L"
    "PL8mek3ObWrIjNf7cBEzb+NT+HYHllhwxIyKo0iHurrOSs5C23LWo5Rq1ssy6wI+mShyp6Jn/gqHITTtJTFlqwtHqZ"
    "QBNJYQLOSQlRfRMI1y7Mx27ORYJcGVdut8tNApuqLk9ekML6nN5Zq9LV0ArHmrNZdz72+ENcr7IsDSTwD3j51OvlrN"
    "Xj6yHavIxtKfVWQtR5ZmIt5sB7SiMW6VRMuAk11h8jyrq1bQXq5A8XaO6i5m6d7qAaYbXdZHNncb531zZCrkvVnabj"
    "b/gOB1MKQo7eCG3vJhkvQI5zV5z2i/b2d8eJVdsEzO58EEJU94g8DU1L9rohj4U0a1L+ZQZNqYDDhvu4/NTgs89Fo3"
    "7X7b88QL7mf8IWtaZ+DptRodpROruHZE5RZR2hEVprk39UggG0hAGqZRgKq410PGvSbWbgHIVu1mFcc1vF/LFE18Q+"
    "as5u2Z4H7mPzrPuppN3E45L2VP0B7NrSeWyJ3eIWyW2J0e6YaOebKaJy+N/tNHevnypALgvQC8ILSweMJ3fkM7B5jY"
    "/E/mxZ680O31TXkug+EJ59/i3gMdy1VB8j8W0GQ5WNStsES3QneuEpCnl+D2+6v8woKCvERbSYZuhkgqESd76CAVjt"
    "/MngvqJmwA3SdSsG8BO9PFOwK+kd/B2xFxkX36mvJwFlHgffhB9Pz+2u63m51WHXhdhvhLq3NbBzP64+i/27e3rXv6"
    "l65pCA/xbavT4iEn3gkbP6SP4/Wt1FPp0Cv1lFJPlXSSc6mn1gK1hMwcIVKuO0o3tVdA/QugBJ4hEgVnPKr3uGWSK7"
    "PnM9SnSsVXlIpPsHCLwjV/hc1yLtldSmyuvczijLYAdCvuExk6WzavWVdSKgDUkGq5mqs1IlPK6vvDlquFoe/qu1Y5"
    "sPfqtXYLdWPF/CHdozNmEwk9Pc8yi9DRjZWtT6yRxijyWUd4In+CkeuLBp4J+4s3aHB1DqCxhCuLmSkWDrNXQIyWbl"
    "p/Zt5YGPThOcCsEACrnUs72CSlWECx7xjiIX763dGRPXpi1Qd4Hd4ZsVjaVgKg9UK7MROKTcDYey/S6swMQ8fkA5sI"
    "0P1CO7lvYD29L+DvTs/0Gj5y6ffvlui1qT+navmFgqJAxe/toN0MKvtX8P+9Vru8fF97c/nuw/XV+/fXH94Emv7koy"
    "yVf5Nl/ompR30zQLqNhU1VAn6mhUnRwEBhFv2w6uV0T2ihF15j0Irdc/jGkDBLBf1VZTsu5vAfIlUZcE2hIGQtjCNT"
    "IYZ+hQyMMSoFpSfWIU+EyAljiEJBeOZazKbTkSxXjFEpKFnLmNjSQEZoFIysZW6NeGI9jCRlyxjhSaN5EMEyzEhZES"
    "uhGi09r3KE6PClmULuUmNHN2wdWxfsfQI/qW+/7Ue+3EuOZfcGKMtIYlQnvfgLYyUuKNsJXEJaBesaGpF3XxZ7DlOd"
    "NI4H5s1cE2QKtZfpvDlCVA7ezF4r4M1//HlCvNlEU2SayJSaiwiRmoui5kJ5VChzdRlMVGWNSHmgsuCZwPTC28/zGV"
    "0Wft+NNpcuRsC9fVFMz8ELWiENjFeBuQOZP1iALDHQtY/ARAti2iyixFjxistgqWu8Ml3S0FLUwNy6wtxtbWLycBbI"
    "quDNgMOq7dA/LGjYbiE9+oz+ONsk7E1watPH9pIwu451AZ6Ws9UT7byywHKmT2bAdJj7Lj9vmRnH+ypATKDp3F5zAb"
    "itaAktMEN0VgHbMJoFdDecxmVO4MmE+BlZT+cA0s/F9oc5Xcw6bxxiMgVz3aAoILoaNevcezUjn+vPJrdb0m+eGJDu"
    "bjqA5gLQ/1cH2MSZzJC1VbgNtwSx+JrAJHT6kTX8Tew/VycWT3NkB62Scucdvd6UAU3agOaxUNHdD0NzlbIM10Qx8M"
    "YrL/XSSbpUCG91nvwaCLtU1m227xu9X8VxMU2BvNv8ddBqxICf6qZlb+F3H6arYKxFldzuDbjVDIfI1ASXeoKVbePw"
    "+jPNcQVkaYVljPBwmFfEbynh8iBc9IQYCOJMpwfhmh9Twn1NQNASngHxxbcQiaHb7UQ4WLMdj5R9vGu2ej++5axrnT"
    "QsxZwviXJAoxDOgfCYCM7nTHw9CoVuDnR5ppAkvukFhgKCQ5YRhM+iGoJ+azmLrPtWCBlwwzTVK05Xu85TxZf2SkWZ"
    "PxNZ61JKY2bZ6ravhVlukPNAnA5wHF66x0SBM+ngBgTVg7b4QsjLmdTC9bpXo6xb8WgqA6UyUCoDZbqB8qurFO5DQ5"
    "g2L/z4PMtc6SmXR8yClzN/3mCGgFt91zX5QWbd+8EC3lAWD6Ni5kGkuQbCj+CZxXbFrIEJY2WB42421qUa5Mph1Thq"
    "fFYem0a6rc3y1lx+A4dPsaV1o6SsZd/mjQRzPw4jaiBTn8xEPMh7ksl+4LrPJr6Tjv8Ou10kYPxV4i93dGndaG2XkY"
    "ZDJJXI/Be/LF/nuixfZ1yWrxO3ObqpJBD2ulcQ3bdv8ul7shQ+yQR9BNvC23KW23BAcnhH1eOcZ4X5ph71MPvz/wF3"
    "pX1B"
)
